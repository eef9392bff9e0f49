package dev.baton.cluster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every package says what it is, and that nothing in it is null unless it says so. */
class PackageInfoTest {

    @Test
    void everyPackageIsDescribedAndNullMarked() throws IOException {
        Set<Path> packages = packages("main");

        assertThat(packages).hasSizeGreaterThan(20);
        assertThat(packages).allSatisfy(folder -> {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Sources.read(info)).startsWith("/**").contains("@NullMarked");
        });
    }

    /** A package of tests that is also one of main code is marked by that. */
    @Test
    void everyPackageOfTestsIsNullMarked() throws IOException {
        assertThat(packages("test")).allSatisfy(folder -> {
            Path own = folder.resolve("package-info.java");
            Path ofMain = Path.of(own.toString().replace("/src/test/java/", "/src/main/java/"));
            assertThat(Stream.of(own, ofMain).filter(Files::exists).map(Sources::read))
                    .as(folder.toString())
                    .isNotEmpty()
                    .allMatch(info -> info.contains("@NullMarked"));
        });
    }

    private static Set<Path> packages(String kind) throws IOException {
        Set<Path> packages = new TreeSet<>();
        for (Path folder : folders()) {
            Path sources = folder.resolve("src/" + kind + "/java");
            if (Files.exists(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    packages.addAll(files.filter(file -> file.toString().endsWith(".java"))
                            .map(Path::getParent)
                            .collect(Collectors.toSet()));
                }
            }
        }
        return packages;
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> top = Files.list(Sources.ROOT);
                Stream<Path> examples = Files.list(Sources.ROOT.resolve("examples"))) {
            return Stream.concat(top, examples)
                    .filter(folder -> Files.exists(folder.resolve("src")))
                    .toList();
        }
    }
}

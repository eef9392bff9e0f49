package dev.baton.cluster.example;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every example. */
final class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final int README_LINES_MAX = 20;

    static List<Example> examples() throws IOException {
        return Example.all(EXAMPLES);
    }

    @Test
    void theListOfExamplesNamesAll() throws IOException {
        String list = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(examples()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(examples())
                .allSatisfy(example ->
                        assertThat(list).contains("[" + example.name() + "](" + example.name() + "/README.md)"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aReaderIsToldInShortHowToPlayIt(Example example) throws IOException {
        Path readme = example.folder().resolve("README.md");

        assertThat(Files.readAllLines(readme)).hasSizeLessThanOrEqualTo(README_LINES_MAX);
        assertThat(readme).content().contains("./baton example " + example.name());
        assertThat(example.cases()).hasSizeGreaterThan(1).allSatisfy(scene -> {
            assertThat(scene.title()).isNotBlank();
            assertThat(scene.input().isObject()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theWorkflowsUseEveryAgentAndNoOther(Example example) throws IOException {
        assertUsed(example);
        if (example.partner().isPresent()) {
            assertUsed(example.partner().get());
        }
    }

    private static void assertUsed(Example example) throws IOException {
        assertThat(names(example.folder().resolve("workflow.yaml"), "\\bagent: ([a-z-]+)"))
                .isEqualTo(names(example.folder().resolve("agents.yaml"), "metadata: \\{name: ([a-z-]+)"));
    }

    private static Set<String> names(Path file, String expression) throws IOException {
        return Pattern.compile(expression)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** They are to be read as agents in any language might be written, and run wherever there is a JDK. */
    @Test
    void theAgentsNeedNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.baton.examples..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.sun.net.httpserver..", "org.jspecify..", "dev.baton.examples..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.baton.examples"));
    }
}

package dev.baton.cluster.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the packaged distribution with the same options as the launcher's. */
public final class PackagedBaton {

    /** Options of the JVM for the distribution of this build; null until one is needed. */
    private static @Nullable List<String> archive;

    private PackagedBaton() {}

    /** What a run of a verb left. */
    record Outcome(int exitCode, String out, String err) {}

    /** @return the command that runs a verb */
    public static List<String> command(List<String> arguments) throws IOException {
        return command(home(), arguments);
    }

    /** The source tree that this test is part of. */
    public static Path home() {
        return Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .normalize()
                .resolveSibling("");
    }

    /**
     * @param home a source tree in which the distribution is built
     * @return the command that runs a verb of it
     */
    public static List<String> command(Path home, List<String> arguments) throws IOException {
        List<String> options = options();
        if (home.equals(home())) {
            options.addAll(archived(program(home, options)));
        }
        List<String> command = program(home, options);
        command.addAll(arguments);
        return command;
    }

    private static List<String> program(Path home, List<String> options) throws IOException {
        List<String> program = new ArrayList<>();
        program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        program.addAll(options);
        program.add("-Dbaton.home=" + home);
        program.add("-Dbaton.jvm.options=" + String.join("\n", options));
        program.addAll(List.of("-cp", classPath(home), "dev.baton.cluster.Main"));
        return program;
    }

    /** Looked for once. */
    private static synchronized List<String> archived(List<String> program) {
        if (archive == null) {
            archive = ClassArchive.options(home().resolve("cluster/target"), program);
        }
        return archive;
    }

    /**
     * Runs a verb to its end.
     *
     * @param folder for what it prints
     */
    static Outcome run(Path folder, Duration within, List<String> arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(within.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroy(); // in order, so that it takes its own children along
            process.waitFor();
        }
        String printed = Files.readString(out);
        String complained = Files.readString(err);
        if (!ended) {
            throw new AssertionError("Not ended within " + within + ":\n" + printed + "\n" + complained);
        }
        return new Outcome(process.exitValue(), printed, complained);
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>();
        options.add("--enable-native-access=ALL-UNNAMED");
        int version = Runtime.version().feature();
        if (version >= 23) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (version >= 25) {
            options.add("-XX:+UseCompactObjectHeaders");
        }
        return options;
    }

    private static String classPath(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cluster/target/baton/lib"))) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}

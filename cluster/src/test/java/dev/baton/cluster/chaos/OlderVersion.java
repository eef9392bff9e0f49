package dev.baton.cluster.chaos;

import dev.baton.cluster.packaged.PackagedBaton;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The version before this one, built from the repository's history; it is kept with what is built of this one. */
final class OlderVersion {

    /** Counts as a release as long as there is none. */
    private static final String UNRELEASED = "d8e5a135";

    private static final long BUILT_WITHIN_MINUTES = 15;

    private OlderVersion() {}

    /** Its source tree, with the distribution in it. Skips the test, and says so, where there is no such history. */
    static Path home() throws IOException {
        Path here = PackagedBaton.home();
        String tag = said(here, List.of("git", "describe", "--tags", "--match", "v*", "--abbrev=0", "HEAD~1"));
        String commit = said(
                here, List.of("git", "rev-parse", "-q", "--verify", (tag.isEmpty() ? UNRELEASED : tag) + "^{commit}"));
        if (commit.isEmpty()) {
            System.err.println("SKIPPED: mixed versions need the repository's history, which is not here");
            Assumptions.abort("The version before this one is not in the history of " + here);
        }
        Path home = here.resolve("cluster/target/older").resolve(commit);
        Path built = home.resolve("built");
        if (!Files.exists(built)) {
            System.out.println("Building " + (tag.isEmpty() ? UNRELEASED : tag) + " in " + home);
            Files.createDirectories(home);
            build(here, home, commit);
            Files.createFile(built);
        }
        return home;
    }

    private static void build(Path here, Path home, String commit) throws IOException {
        Path source = home.resolve("source.tar");
        run(here, home, List.of("git", "archive", "-o", source.toString(), commit));
        run(home, home, List.of("tar", "-xf", source.toString()));
        Files.delete(source);
        run(
                home,
                home,
                List.of("mvn", "-B", "-ntp", "-q", "-pl", "cluster", "-am", "-Dmaven.test.skip=true", "package"));
    }

    private static void run(Path folder, Path logs, List<String> command) throws IOException {
        File log = logs.resolve("build.log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        boolean ended = process.onExit()
                .completeOnTimeout(process, BUILT_WITHIN_MINUTES, TimeUnit.MINUTES)
                .thenApply(running -> !running.isAlive())
                .join();
        if (!ended) {
            process.destroy();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException("The older version cannot be built, see " + log + ": " + command);
        }
    }

    /** The first line; nothing if the command fails. */
    private static String said(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.onExit().join().exitValue() == 0 ? out.strip() : "";
    }
}

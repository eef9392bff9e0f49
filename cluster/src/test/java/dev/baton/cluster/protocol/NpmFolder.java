package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.cluster.process.Npm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Software of others, from npm: installed once, as its lock file says, and kept in the module's build folder. Tests that
 * need it are skipped, and say so, where there is no npm.
 */
final class NpmFolder {

    private static final long SECONDS_MAX = 180;
    private static final int SHOWN_MAX = 12_000;

    private final Path installed;

    /** @param name of the folder below {@code src/test/npm} */
    static NpmFolder installed(String name) throws IOException, InterruptedException {
        return installed(Path.of("src/test/npm").resolve(name), name);
    }

    /** Of the tests of another module. */
    static NpmFolder installed(String module, String name) throws IOException, InterruptedException {
        return installed(Path.of("..", module, "src/test/npm", name), module + "-" + name);
    }

    private static NpmFolder installed(Path source, String name) throws IOException, InterruptedException {
        assumeTrue(Npm.isPossible(), "SKIPPED: node and npm are needed for " + name);
        return new NpmFolder(Npm.install(source, Path.of("target/npm").resolve(name)));
    }

    private NpmFolder(Path installed) {
        this.installed = installed;
    }

    /** Starts a program that goes on by itself; what it says can be read from it. */
    Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(installed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Runs a program to its end, and gives what it has said. */
    String run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("npm", ".out");
        Path complained = Files.createTempFile("npm", ".err");
        Process process = new ProcessBuilder(command)
                .directory(installed.toFile())
                .redirectOutput(said.toFile())
                .redirectError(complained.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> String.join(" ", command) + ": " + read(complained) + "\n" + end(read(said)))
                    .isZero();
            return read(said);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(said);
            Files.deleteIfExists(complained);
        }
    }

    private static String end(String text) {
        return text.length() > SHOWN_MAX ? "…" + text.substring(text.length() - SHOWN_MAX) : text;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Software of others, from npm: installed once, as its lock file says, and kept in the module's build folder. Tests that
 * need it are skipped, and say so, where there is no npm.
 */
public final class NpmFolder {

    private static final long SECONDS_MAX = 180;

    private final Path installed;

    /** @param name of the folder below {@code src/test/npm} */
    public static NpmFolder installed(String name) throws IOException, InterruptedException {
        assumeTrue(isThere("node") && isThere("npm"), "SKIPPED: node and npm are needed for " + name);
        NpmFolder folder = new NpmFolder(Path.of("target/npm").resolve(name));
        Files.createDirectories(folder.installed);
        // Several test classes may want it at the same time, each in a process of its own.
        try (FileChannel channel = FileChannel.open(
                folder.installed.resolveSibling(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            folder.install(Path.of("src/test/npm").resolve(name));
            lock.release();
        }
        return folder;
    }

    private NpmFolder(Path installed) {
        this.installed = installed;
    }

    public static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void install(Path source) throws IOException, InterruptedException {
        boolean fresh = Files.exists(installed.resolve("node_modules"));
        List<Path> files;
        try (Stream<Path> all = Files.list(source)) {
            files = all.toList();
        }
        for (Path from : files) {
            Path to = installed.resolve(from.getFileName());
            boolean program = from.toString().endsWith(".mjs");
            fresh &= program || (Files.exists(to) && Files.mismatch(from, to) < 0);
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!fresh) {
            run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
        }
    }

    /** Starts a program that goes on by itself; what it says can be read from it. */
    public Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(installed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Runs a program to its end, and gives what it has said. */
    public String run(String... command) throws IOException, InterruptedException {
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
                    .as(() -> String.join(" ", command) + ": " + read(complained))
                    .isZero();
            return read(said);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(said);
            Files.deleteIfExists(complained);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

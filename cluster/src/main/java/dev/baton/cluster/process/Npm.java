package dev.baton.cluster.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs with the packages of others, from npm: installed once, as their lock file says, and kept. */
public final class Npm {

    private static final long INSTALL_SECONDS_MAX = 600;
    private static final int LOG_LINES_SHOWN = 20;

    /** A copy of what was installed last. */
    private static final String INSTALLED = ".installed-lock.json";

    private static final String LOCK = "package-lock.json";

    private Npm() {}

    /** Whether Node and npm are on this machine. */
    public static boolean isPossible() throws InterruptedException {
        return isThere("node") && isThere("npm");
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Copies the programs, and installs their packages if the lock file is another one than before.
     *
     * @param source programs, {@code package.json} and {@code package-lock.json}
     * @return {@code target}
     * @throws IOException saying what npm has said, if it fails
     */
    public static Path install(Path source, Path target) throws IOException, InterruptedException {
        Files.createDirectories(target);
        // Several may want it at the same time, each in a process of its own.
        try (FileChannel channel = FileChannel.open(
                target.resolveSibling(target.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            copy(source, target);
            if (!isInstalled(source, target)) {
                install(target);
                Files.copy(target.resolve(LOCK), target.resolve(INSTALLED), StandardCopyOption.REPLACE_EXISTING);
            }
            lock.release();
        }
        return target;
    }

    /** Whether the packages are there that the lock file of {@code source} names. */
    public static boolean isInstalled(Path source, Path target) throws IOException {
        Path installed = target.resolve(INSTALLED);
        return Files.exists(installed) && Files.mismatch(installed, source.resolve(LOCK)) < 0;
    }

    private static void install(Path target) throws IOException, InterruptedException {
        Path log = target.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")
                .directory(target.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(INSTALL_SECONDS_MAX, TimeUnit.SECONDS);
        npm.destroyForcibly();
        if (!ended || npm.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException("npm could not install the packages. The end of its log:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())));
        }
    }

    /** All files of a folder, and of those in it. */
    public static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path from : all.filter(one -> !one.equals(source)).toList()) {
                Path to = target.resolve(source.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}

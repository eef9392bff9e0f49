package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** The languages' own tools; what needs one is skipped, and says so, where it is missing. */
final class Peers {

    private static final long SECONDS_MAX = 180;
    private static final Path SOURCE = Path.of("typescript");
    private static final Path BUILD = Path.of("target/typescript");

    private Peers() {}

    static String python() throws InterruptedException {
        assumeTrue(isThere("python3"), "SKIPPED: python3 is needed for the Python worker");
        return "python3";
    }

    /** The folder in which the TypeScript worker was compiled. */
    static Path compiled() throws IOException, InterruptedException {
        assumeTrue(isThere("node") && isThere("npm"), "SKIPPED: node and npm are needed for the TypeScript worker");
        Path lock = Path.of("package-lock.json");
        Files.createDirectories(BUILD.resolve("src"));
        boolean installed = Files.exists(BUILD.resolve("node_modules"))
                && Files.exists(BUILD.resolve(lock))
                && Files.mismatch(SOURCE.resolve(lock), BUILD.resolve(lock)) < 0;
        for (String file : new String[] {"package.json", "package-lock.json", "tsconfig.json", "src/worker.ts"}) {
            Files.copy(SOURCE.resolve(file), BUILD.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!installed) {
            run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
        }
        run("node", "node_modules/typescript/bin/tsc");
        return BUILD;
    }

    private static boolean isThere(String program) throws InterruptedException {
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

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(BUILD.toFile())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}

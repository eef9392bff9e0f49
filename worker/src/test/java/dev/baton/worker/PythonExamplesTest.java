package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The examples for frameworks of Python, against stubs of these: none of them is in a registry that tests can rely on. */
final class PythonExamplesTest {

    private static final Path EXAMPLES = Path.of("python/examples");
    private static final long PATIENCE_SECONDS = 120;

    @Test
    void theyRunAndSayWhatCameOfATaskAndEndWhenItIsCancelled() throws Exception {
        ProcessBuilder python = new ProcessBuilder(Peers.python(), "-B", "-m", "unittest", "test_examples")
                .directory(EXAMPLES.toFile())
                .redirectErrorStream(true);
        Process process = python.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("Ran 5 tests").endsWith("OK\n");
    }
}

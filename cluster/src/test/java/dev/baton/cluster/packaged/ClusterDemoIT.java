package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of a cluster plays alone, and ends with a verdict. */
@Tag("slow")
final class ClusterDemoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nothingIsLostWhenOneNodeIsKilledAndAnotherRestarted() throws IOException, InterruptedException {
        PackagedBaton.Outcome outcome = PackagedBaton.run(folder, PATIENCE, List.of("cluster", "demo", "--scripted"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("kill -9    of node 1", "SIGTERM    to node 2", "lost: 0", "failed: 0")
                .endsWith("Nothing was lost, and no call failed.\n");
    }

    @Test
    void aRateThatIsNoneIsRefused() throws IOException, InterruptedException {
        assertThat(PackagedBaton.run(folder, PATIENCE, List.of("cluster", "demo", "--rate", "0"))
                        .exitCode())
                .isEqualTo(2);
    }
}

package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from its first line to its last, with the kill in the middle. */
final class DemoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LICENCES = 6;
    /** Extraction, three checks, at least one round of writing and judging. */
    private static final int CALLS_PER_LICENCE_MIN = 6;

    private static final Pattern TOTALS =
            Pattern.compile("(?m)^agent calls  made: (\\d+)  repeated: (\\d+)  lost: (\\d+)$");

    @TempDir
    private Path folder;

    @Test
    void everyLicenceGetsItsVerdictAndNothingIsLost() throws IOException, InterruptedException {
        PackagedBaton.Outcome outcome = PackagedBaton.run(folder, PATIENCE, List.of("demo", "--delay", "200"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("kill -9    of the server with ")
                .contains(LICENCES + " signed by ")
                .endsWith("All " + LICENCES + " runs completed; every result is recorded exactly once.\n");
        assertThat(outcome.out().lines().filter(line -> line.startsWith("verdict: ")))
                .hasSize(LICENCES);
        Matcher totals = TOTALS.matcher(outcome.out());
        assertThat(totals.find()).isTrue();
        assertThat(Integer.parseInt(totals.group(1))).isGreaterThanOrEqualTo(LICENCES * CALLS_PER_LICENCE_MIN);
        assertThat(totals.group(3)).isEqualTo("0");
    }
}

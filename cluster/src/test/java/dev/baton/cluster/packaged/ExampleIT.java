package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code example}, with the example that needs most: two servers and the agents of both. */
final class ExampleIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Test
    void anExampleIsPlayedFromStartToEndAndTold() throws IOException, InterruptedException {
        PackagedBaton.Outcome outcome = PackagedBaton.run(folder, PATIENCE, List.of("example", "insurance-claim"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("4. A large damage that nobody doubts", "fraud-bureau", "bureau run")
                .containsPattern("decision +paid")
                .contains("person:vera", "rejected as investigator: The photos are those of September.");
    }

    @Test
    void whoNamesNoExampleIsTold() throws IOException, InterruptedException {
        PackagedBaton.Outcome outcome = PackagedBaton.run(folder, PATIENCE, List.of("example", "tea-party"));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no example tea-party", "bank-onboarding, customer-support");
    }
}

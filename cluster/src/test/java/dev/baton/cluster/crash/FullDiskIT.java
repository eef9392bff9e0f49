package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store may grow no further. */
final class FullDiskIT {

    private static final String SMALL = "baton.persistence.sqlite.size-max = 2 MiB";

    @Test
    void refusesWorkWhileTheDiskIsFullAndLosesNone(@TempDir Path folder) throws IOException {
        try (ServerProcess server = new ServerProcess(folder, Settings.sqlite(folder));
                Work work = new Work(server)) {
            try {
                server.start(SMALL);
                work.begin();
                Awaiting.until("the store is full", () -> isFull(work));
                staysUp(work);
                server.kill();
                server.start();
                server.awaitReady(work.api());
                work.settle();
            } catch (AssertionError | RuntimeException failure) {
                throw work.explained("Full disk", failure);
            }
            System.out.println("Disk full; " + work.figures());
        }
    }

    private static boolean isFull(Work work) {
        assertThat(work.server().isAlive()).as("the server lives").isTrue();
        return work.api().post("/v1/runs/run-00001/signals/other", "{}") instanceof Answer.Given given
                && given.status() == 503
                && given.code().equals("store-unavailable")
                && given.body().path("detail").asText().contains("full");
    }

    /** What was accepted can still be read. */
    private static void staysUp(Work work) {
        assertThat(work.ledger().started()).isNotEmpty();
        for (String run : work.ledger().started().keySet()) {
            assertThat(work.api().get("/v1/runs/" + run))
                    .isInstanceOfSatisfying(
                            Answer.Given.class,
                            given -> assertThat(given.status()).isEqualTo(200));
        }
        assertThat(work.server().isAlive()).isTrue();
    }
}

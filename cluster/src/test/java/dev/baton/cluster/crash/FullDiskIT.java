package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store may grow no further; later there is room again. */
final class FullDiskIT {

    /** Runs stay in memory: one that comes back just after it has left it asks its agents again, too. */
    private static final String SMALL = "baton { persistence.sqlite.size-max = 6 MiB, engine.park-after-waiting = 1m }";

    /** What is given back later: enough for all that was begun to end. */
    private static final String BALLAST = "CREATE TABLE ballast AS SELECT zeroblob(4 * 1024 * 1024) AS weight";

    /** Longer than any pause after which something is tried again. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    @Test
    void refusesWorkAndAsksNobodyAgainWhileTheDiskIsFullAndLosesNone(@TempDir Path folder) throws IOException {
        try (ServerProcess server = new ServerProcess(folder, Settings.sqlite(folder));
                Work work = new Work(server)) {
            try {
                server.start(SMALL);
                server.awaitReady(work.api());
                inStore(folder, BALLAST);
                work.begin();
                Awaiting.until("the store is full", () -> isFull(work));
                staysUp(work);
                Awaiting.until("nobody is asked any more", () -> isQuiet(work));
                inStore(folder, "DROP TABLE ballast");
                work.settle();
                assertThat(server.logged("are dispatched again")).isZero();
            } catch (AssertionError | RuntimeException failure) {
                throw work.explained("Full disk", failure);
            }
            System.out.println("Disk full; " + work.figures());
        }
    }

    private static void inStore(Path folder, String statement) {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("baton.db"));
                Statement sql = store.createStatement()) {
            sql.execute("PRAGMA busy_timeout = 30000");
            sql.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
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
            for (String path : List.of("/v1/runs/" + run, "/v1/runs/" + run + "/events", "/v1/runs?limit=1")) {
                assertThat(work.api().get(path))
                        .isInstanceOfSatisfying(
                                Answer.Given.class,
                                given -> assertThat(given.status()).isEqualTo(200));
            }
        }
        assertThat(work.server().isAlive()).isTrue();
    }

    /** Whatever their agents were doing when the disk became full is done. */
    private static boolean isQuiet(Work work) {
        long calls = work.agent().calls();
        long end = System.nanoTime() + QUIET.toNanos();
        while (System.nanoTime() < end && work.agent().calls() == calls) {
            assertThat(work.api().get("/v1/runs/run-00001"))
                    .isInstanceOfSatisfying(
                            Answer.Given.class,
                            given -> assertThat(given.status()).isEqualTo(200));
            Awaiting.pause();
        }
        return work.agent().calls() == calls;
    }
}

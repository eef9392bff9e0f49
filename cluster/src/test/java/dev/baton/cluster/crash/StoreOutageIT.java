package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is killed under a server that works with it, and comes back. */
final class StoreOutageIT {

    private static final int CALLS_BETWEEN = 60;

    @Test
    void saysSoWhileTheStoreIsAwayAndGoesOnByItself(@TempDir Path folder) throws IOException {
        survive(folder, 2);
    }

    @Test
    @Tag("slow")
    void saysSoEveryTimeTheStoreIsAwayAndGoesOnByItself(@TempDir Path folder) throws IOException {
        survive(folder, 20);
    }

    private static void survive(Path folder, int outages) throws IOException {
        try (RealPostgres postgres = RealPostgres.start();
                ServerProcess server = new ServerProcess(folder, Settings.postgresql(postgres.url()));
                Work work = new Work(server)) {
            try {
                server.start();
                work.begin();
                for (int outage = 0; outage < outages; outage++) {
                    work.awaitCalls(CALLS_BETWEEN);
                    postgres.kill();
                    refuses(work.api());
                    postgres.startAgain();
                    goesOn(work);
                }
                work.settle();
            } catch (AssertionError | RuntimeException failure) {
                throw work.explained("Store outages", failure);
            }
            System.out.println("PostgreSQL lost " + outages + " times; " + work.figures());
            assertThat(work.api().log().count(OperationLog.Outcome.LATER)).isPositive();
        }
    }

    /** Everything that has to be written is turned away with the time to come again; the process itself is fine. */
    private static void refuses(Api api) {
        Awaiting.until("the loss is noticed", () -> refused(api.post("/v1/runs", "{\"workflow\": \"everything\"}")));
        assertThat(refused(api.post("/v1/runs/run-00001/signals/other", "{}"))).isTrue();
        assertThat(api.get("/health/live"))
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.status()).isEqualTo(200));
        assertThat(api.get("/health/ready"))
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.status()).isEqualTo(503));
    }

    private static boolean refused(Answer answer) {
        return answer instanceof Answer.Given given
                && given.status() == 503
                && given.code().equals("store-unavailable");
    }

    private static void goesOn(Work work) {
        work.server().awaitReady();
        work.awaitCalls(1);
    }
}

package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second server that is to be alone takes the database over from one that is still running. */
final class TakeoverIT {

    private static final String RUN = "waits";
    private static final String WAITING = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: waiting}
            spec:
              do:
                - {id: wait, wait: {signal: go}}
            """;

    @Test
    void theReplacedServerSaysSoAndTheOtherGoesOn(@TempDir Path folder) throws IOException {
        try (RealPostgres postgres = RealPostgres.start();
                ServerProcess first = server(folder, "first", postgres);
                ServerProcess second = server(folder, "second", postgres);
                Api old = new Api(first.url());
                Api next = new Api(second.url())) {
            first.start();
            first.awaitReady(old);
            old.define(WAITING);
            assertThat(given(old.post("/v1/runs", "{\"workflow\": \"waiting\", \"id\": \"" + RUN + "\"}"))
                            .status())
                    .isEqualTo(201);

            second.start();
            second.awaitReady(next);

            Awaiting.until(
                    "the first learns of it, though nothing asks it to write",
                    () -> given(old.get("/health/ready")).status() == 503);
            assertThat(given(old.get("/health/ready")).body().toString()).contains("another server has taken over");
            assertThat(given(old.get("/health/live")).status()).isEqualTo(200);
            assertThat(given(old.get("/health/startup")).status()).isEqualTo(200);
            assertFenced(old.post("/v1/runs", "{\"workflow\": \"waiting\"}"));
            assertFenced(old.post("/v1/runs/" + RUN + "/signals/go", "{}"));

            assertThat(given(next.post("/v1/runs/" + RUN + "/signals/go", "{}")).status())
                    .isEqualTo(200);
            Awaiting.until(
                    "the run ends with the second",
                    () -> next.read("/v1/runs/" + RUN).path("status").asText().equals("completed"));
            assertThat(given(next.get("/health/ready")).status()).isEqualTo(200);
        }
    }

    private static ServerProcess server(Path folder, String name, RealPostgres postgres) throws IOException {
        return new ServerProcess(
                Files.createDirectories(folder.resolve(name)),
                Settings.postgresql(postgres.url()) + "baton.cluster.join = alone\n");
    }

    private static Answer.Given given(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return (Answer.Given) answer;
    }

    private static void assertFenced(Answer answer) {
        assertThat(given(answer).status()).isEqualTo(503);
        assertThat(given(answer).code()).isEqualTo("fenced");
        assertThat(given(answer).retryAfter()).matches("[1-9][0-9]*");
    }
}

package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker of each language, against a real server. */
class QueueWorkersTest {

    private static @Nullable Server started;

    @BeforeAll
    static void start(@TempDir Path folder) {
        started = new Server(folder);
    }

    @AfterAll
    static void stop() {
        server().close();
    }

    private static Server server() {
        if (started == null) {
            throw new IllegalStateException("the server has not started");
        }
        return started;
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "python", "typescript"})
    void aWorkerDoesKeepsLetsGoAndGivesBack(String language) throws Exception {
        Server server = server();
        server.queue(language);
        try (Crew crew = Crew.of(language, server.url(), language)) {
            tellsWhatCameOfATask(language, crew);
            keepsATaskForLongerThanItsLease(language, crew);
            letsGoOfATaskThatNobodyWants(language, crew);
            endsWhatItCanAndGivesTheRestBack(language, crew);
        }
    }

    private static void tellsWhatCameOfATask(String language, Crew crew) throws Exception {
        String id = language + "-echo";
        server().start(id, language, Map.of("do", "echo", "text", "\"漢\" \ud83d\ude80"));
        Map<String, @Nullable Object> run = server().untilEnded(id);
        Map<String, @Nullable Object> output = Json.object(run.get("output"));
        assertThat(output.get("said")).isEqualTo("\"漢\" \ud83d\ude80");
        assertThat(Json.text(output, "trace")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(Json.object(run.get("usage")))
                .containsEntry("inputTokens", 3L)
                .containsEntry("costMicros", 5L);
        assertThat(crew.says()).isEqualTo("started " + id + " 1");

        assertFailure(language + "-refuse", language, "refuse", "rejected", "not this one");
        assertFailure(language + "-break", language, "break", "unavailable", "broken");
        assertThat(List.of(crew.says(), crew.says()))
                .allSatisfy(line -> assertThat(line).startsWith("started"));
    }

    private static void assertFailure(String id, String queue, String what, String kind, String message)
            throws Exception {
        server().start(id, queue, Map.of("do", what));
        Map<String, @Nullable Object> error =
                Json.object(server().untilEnded(id).get("error"));
        assertThat(error.get("kind")).isEqualTo(kind);
        assertThat(Json.text(error, "message")).contains(message);
    }

    private static void keepsATaskForLongerThanItsLease(String language, Crew crew) throws Exception {
        String id = language + "-long";
        server().start(id, language, Map.of("do", "sleep", "ms", 2 * Crew.LEASE.toMillis()));
        assertThat(server().untilEnded(id).get("output")).isEqualTo("slept");
        assertThat(crew.says()).isEqualTo("started " + id + " 1");
        assertThat(crew.said).as("handed out again").isEmpty();
    }

    private static void letsGoOfATaskThatNobodyWants(String language, Crew crew) throws Exception {
        String id = language + "-unwanted";
        server().start(id, language, Map.of("do", "sleep", "ms", 600_000));
        assertThat(crew.says()).isEqualTo("started " + id + " 1");
        server().post("/v1/runs/" + id + ":cancel", Map.of());
        assertThat(crew.says()).isEqualTo("cancelled " + id);
    }

    private static void endsWhatItCanAndGivesTheRestBack(String language, Crew crew) throws Exception {
        String brief = language + "-brief";
        String endless = language + "-endless";
        server().start(brief, language, Map.of("do", "sleep", "ms", 500));
        server().start(endless, language, Map.of("do", "sleep", "ms", 600_000));
        assertThat(List.of(crew.says(), crew.says()))
                .containsExactlyInAnyOrder("started " + brief + " 1", "started " + endless + " 1");
        crew.stop();

        assertThat(server().until("/v1/runs/" + brief, run -> true).get("status"))
                .isEqualTo("completed");
        Map<String, @Nullable Object> leased = server().post(
                        "/v1/queues/" + language + ":lease", Map.of("worker", "other", "max", 5, "waitMs", 30_000));
        assertThat(leased.get("tasks"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Object.class))
                .singleElement()
                .satisfies(task -> assertThat(new Task(Json.object(task)).run()).isEqualTo(endless));
    }
}

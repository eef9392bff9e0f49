package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a real node that nothing would wake any more, because somebody took the reason out of the store. */
class StuckRunsTest {

    private static final Duration OFTEN = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private Desk desk(Duration audit) {
        return Desk.at(folder, Map.of("baton.engine.park-after-waiting", "50ms", "baton.engine.audit-interval", audit));
    }

    private int sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("baton.db"));
                Statement change = connection.createStatement()) {
            change.execute("PRAGMA busy_timeout = 10000");
            return change.executeUpdate(statement);
        }
    }

    private static List<String> types(JsonNode history) {
        return StreamSupport.stream(history.path("events").spliterator(), false)
                .map(event -> event.path("type").asText())
                .toList();
    }

    @Test
    void aRunWhoseWakeUpWasDeletedIsFoundAndPutRightAndEndsInTime() throws SQLException {
        try (Desk desk = desk(Duration.ofHours(1))) {
            desk.workflow("nap", "{do: [{id: s, wait: {for: PT2S}}]}");
            desk.start("n", "nap", 0);
            desk.until("/v1/runs/n", run -> run.path("status").asText().equals("waiting"));
        }
        assertThat(sql("UPDATE run_index SET wake_at = NULL WHERE run_id = 'n' AND wake_at IS NOT NULL"))
                .isEqualTo(1);
        try (Desk desk = desk(Duration.ofHours(1))) {
            assertThat(desk.get("/v1/runs?stuck=true").at("/runs/0/id").asText())
                    .isEqualTo("n");
        }

        try (Desk desk = desk(OFTEN)) {
            // Nobody asks for the run itself: that would bring it back.
            desk.until("/v1/runs?status=completed", page -> page.path("runs").size() == 1);

            JsonNode history = desk.get("/v1/runs/n/events");
            assertThat(types(history)).containsOnlyOnce("run-repaired").endsWith("run-completed");
            assertThat(history.findValuesAsText("reason"))
                    .anyMatch(reason -> reason.startsWith("the index did not have it woken at "));
            assertThat(desk.get("/v1/runs?stuck=true").path("runs")).isEmpty();
            assertThat(desk.metric("baton_runs_repaired_total")).isEqualTo(1.0);
            assertThat(desk.metric("baton_runs_stuck")).isZero();
        }
    }

    @Test
    void aRunOfWhichTheStoreLostTheHistoryIsCountedAsStuck() throws SQLException {
        try (Desk desk = desk(Duration.ofHours(1))) {
            desk.workflow("nap", "{do: [{id: s, wait: {for: PT1H}}]}");
            desk.start("n", "nap", 0);
            desk.until("/v1/runs/n", run -> run.path("status").asText().equals("waiting"));
        }
        sql("UPDATE run_index SET wake_at = NULL WHERE run_id = 'n'");
        assertThat(sql("DELETE FROM journal WHERE persistence_id LIKE 'Run|%'")).isPositive();

        try (Desk desk = desk(OFTEN)) {
            desk.untilMetric("baton_runs_stuck", 1.0);
            assertThat(desk.get("/v1/runs?stuck=true").at("/runs/0/id").asText())
                    .isEqualTo("n");
        }
    }

    @Test
    void aRunThatTheIndexShowsAtWorkAlthoughItWaitsIsFoundToo() throws SQLException {
        try (Desk desk = desk(Duration.ofHours(1))) {
            desk.workflow("nap", "{do: [{id: s, wait: {for: PT3S}}]}");
            desk.start("n", "nap", 0);
            desk.until("/v1/runs/n", run -> run.path("status").asText().equals("waiting"));
        }
        sql("UPDATE run_index SET status = 'running', wake_at = NULL, waits_for = NULL, updated_at = 0");

        try (Desk desk = desk(OFTEN)) {
            desk.until("/v1/runs?status=completed", page -> page.path("runs").size() == 1);

            assertThat(types(desk.get("/v1/runs/n/events"))).containsOnlyOnce("run-repaired");
        }
    }

    @Test
    void aRunWhoseRowWasDeletedIsFoundByItsHistoryAndWokenInTime() throws SQLException {
        try (Desk desk = desk(Duration.ofHours(1))) {
            desk.workflow("nap", "{do: [{id: s, wait: {for: PT3S}}]}");
            desk.start("n", "nap", 0);
            desk.until("/v1/runs/n", run -> run.path("status").asText().equals("waiting"));
        }
        assertThat(sql("DELETE FROM run_index WHERE run_id = 'n'")).isEqualTo(1);

        try (Desk desk = desk(OFTEN)) {
            desk.until("/v1/runs?status=completed", page -> page.path("runs").size() == 1);

            JsonNode history = desk.get("/v1/runs/n/events");
            assertThat(types(history)).containsOnlyOnce("run-repaired").endsWith("run-completed");
            assertThat(history.findValuesAsText("reason"))
                    .anyMatch(reason -> reason.startsWith("the index showed it as missing, and it is waiting"));
        }
    }
}

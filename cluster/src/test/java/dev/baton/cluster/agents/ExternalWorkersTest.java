package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalWorkersTest {

    private static final String ONE = "{\"worker\": \"w\", \"max\": 1, \"waitMs\": 10000}";

    @TempDir
    private Path folder;

    private static void workers(Desk desk) {
        desk.agent("worker", "connector: {queue: {queue: work}}, limits: {timeout: PT1H}");
        desk.workflow("working", "{do: [{id: a, agent: worker}]}");
    }

    private static void untilQueued(Desk desk, String run) {
        desk.until("/v1/runs/" + run, answer -> answer.path("status").asText().equals("waiting"));
    }

    @Test
    void tasksGoOutByThePriorityOfTheirRun() {
        try (Desk desk = Desk.at(folder)) {
            workers(desk);
            desk.start("usual", "working", 0);
            desk.start("urgent", "working", 9);
            desk.start("idle", "working", -5);
            desk.start("soon", "working", 4);
            List.of("usual", "urgent", "idle", "soon").forEach(run -> untilQueued(desk, run));

            List<String> order = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                JsonNode task = desk.post(200, "/v1/queues/work:lease", ONE).at("/tasks/0");
                order.add(task.at("/request/run").asText());
            }
            assertThat(order).containsExactly("urgent", "soon", "usual", "idle");
        }
    }

    @Test
    void aTaskThatACrashLeftBehindIsGoneAfterTheStartThoughNobodyAsksForIt() throws Exception {
        try (Desk desk = Desk.at(folder)) {
            workers(desk);
            desk.start("open", "working", 0);
            desk.start("over", "working", 0);
            untilQueued(desk, "open");
            untilQueued(desk, "over");
            desk.post(200, "/v1/runs/over:cancel", "{}");
        }
        // As if the node had died between putting these into the queue and telling their runs.
        try (Connection store = store();
                Statement statement = store.createStatement()) {
            assertThat(tasks(statement)).containsExactly("open~1");
            leaveBehind(statement, "over~1", "over", "deadline");
            leaveBehind(statement, "open~0", "open", "0");
        }
        try (Desk desk = Desk.at(folder);
                Connection store = store();
                Statement statement = store.createStatement()) {
            untilOnlyOpen(statement);
            assertThat(desk.run("open").path("status").asText()).isEqualTo("waiting");
        }
    }

    @Test
    void theWorkerOfATaskWhoseAttemptIsOverIsToldSoAndTheTaskIsGone() throws Exception {
        try (Desk desk = Desk.at(folder)) {
            workers(desk);
            desk.start("open", "working", 0);
            untilQueued(desk, "open");
            try (Connection store = store();
                    Statement statement = store.createStatement()) {
                leaveBehind(statement, "open~0", "open", "deadline");
            }
            String tasks = "{\"worker\": \"w\", \"max\": 2, \"waitMs\": 10000}";
            assertThat(desk.post(200, "/v1/queues/work:lease", tasks).path("tasks"))
                    .hasSize(2);

            JsonNode refused = desk.post(409, "/v1/tasks/open~0:complete", "{\"worker\": \"w\", \"output\": 1}");
            assertThat(refused.path("code").asText()).isEqualTo("attempt-stale");
            try (Connection store = store();
                    Statement statement = store.createStatement()) {
                untilOnlyOpen(statement);
            }
            desk.post(200, "/v1/tasks/open~1:complete", "{\"worker\": \"w\", \"output\": 1}");
            assertThat(desk.untilEnded("open").path("status").asText()).isEqualTo("completed");
        }
    }

    private Connection store() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("baton.db") + "?busy_timeout=10000");
    }

    private static void leaveBehind(Statement statement, String id, String run, String deadline) throws SQLException {
        statement.executeUpdate("INSERT INTO task SELECT tenant, '" + id + "', queue, '" + run
                + "', step, body, priority, enqueued_at, " + deadline
                + ", NULL, 0, 0, turn FROM task WHERE id = 'open~1'");
    }

    private static List<String> tasks(Statement statement) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT id FROM task ORDER BY id")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static void untilOnlyOpen(Statement statement) throws SQLException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!tasks(statement).equals(List.of("open~1"))) {
            assertThat(System.nanoTime()).as("still there: " + tasks(statement)).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}

package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** W8: a conversation of 100 turns with results of 5 KB, and what it costs in the store, by where it is recorded. */
final class ConversationWorkload implements Workload {

    private static final double KB = 1024.0;
    private static final int PATIENCE_SECONDS = 60;

    @Override
    public String name() {
        return "W8";
    }

    @Override
    public String settings(BenchOptions options) {
        return "";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(1);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line)
            throws IOException, InterruptedException {
        talk(rig, Workflows.TALK);
        Talk journal = talk(rig, Workflows.TALK);
        Talk apart = talk(rig, Workflows.TALK_APART);
        line.put("turns", BenchModel.TURNS)
                .put("resultBytes", BenchModel.RESULT_BYTES)
                .put("secondsPerTurn", Figures.rounded(journal.seconds() / BenchModel.TURNS))
                .put("inputTokens", journal.inputTokens());
        try (Connection store = DriverManager.getConnection(rig.database())) {
            line.put(
                            "journalKb",
                            kb(store, "SELECT sum(length(payload)) FROM journal WHERE persistence_id = ?", journal))
                    .put(
                            "journalKbByReference",
                            kb(store, "SELECT sum(length(payload)) FROM journal WHERE persistence_id = ?", apart))
                    .put(
                            "contentsKbByReference",
                            kb(
                                    store,
                                    "SELECT sum(length(content)) FROM contents WHERE 'Run|default/' || run_id = ?",
                                    apart))
                    .put(
                            "snapshotKb",
                            kb(store, "SELECT sum(length(payload)) FROM snapshot WHERE persistence_id = ?", journal));
        } catch (SQLException failed) {
            throw new IOException("the store cannot be read: " + failed.getMessage(), failed);
        }
        line.put("lost", journal.lost() + apart.lost())
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024);
    }

    private record Talk(String run, double seconds, long inputTokens, int lost) {}

    private static Talk talk(Rig rig, String workflow) {
        String run = rig.nextBatch() + "talk";
        long from = System.nanoTime();
        ObjectNode start = rig.input().removeAll().put("workflow", workflow).put("id", run);
        start.putObject("input").put("question", "What is there?");
        rig.api().post("/v1/runs", start);
        JsonNode ended = rig.api().get("/v1/runs/" + run + "?wait=" + PATIENCE_SECONDS + "s");
        return new Talk(
                run,
                (System.nanoTime() - from) / 1e9,
                ended.at("/usage/inputTokens").asLong(),
                ended.path("status").asText().equals("completed") ? 0 : 1);
    }

    private static double kb(Connection store, String query, Talk talk) throws SQLException {
        try (PreparedStatement statement = store.prepareStatement(query)) {
            statement.setString(1, "Run|default/" + talk.run());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Figures.rounded(row.getLong(1) / KB) : 0;
            }
        }
    }
}

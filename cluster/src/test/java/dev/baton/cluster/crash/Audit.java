package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds the books of the server against what it had acknowledged, and against what the agents saw. */
final class Audit {

    private static final int SHOWN_MAX = 10;

    private final Api api;
    private final Ledger ledger;
    private final RecordingAgent agent;
    private final List<String> violations = new ArrayList<>();

    Audit(Api api, Ledger ledger, RecordingAgent agent) {
        this.api = api;
        this.ledger = ledger;
        this.agent = agent;
    }

    /** With all runs ended. */
    void verify() {
        assertThat(ledger.started()).as("acknowledged runs").isNotEmpty();
        violations.addAll(ledger.faults());
        violations.addAll(api.log().failures());
        violations.addAll(agent.faults());
        Map<String, String> statuses = index();
        if (!statuses.keySet().equals(ledger.started().keySet())) {
            violations.add("The index lists " + statuses.keySet() + " instead of "
                    + ledger.started().keySet());
        }
        for (String run : agent.runs()) {
            if (!ledger.started().containsKey(run)) {
                violations.add("Agents were called for " + run + ", which nobody started");
            }
        }
        ledger.started().forEach((run, started) -> {
            if (statuses.containsKey(run)) {
                RunAudit audit = new RunAudit(History.of(api, run), ledger, agent);
                violations.addAll(audit.violations());
                shown(run, started, statuses.get(run), audit);
            } else {
                violations.add("Lost: " + run);
            }
        });
        nothingOpen("/v1/approvals?status=open", "approvals");
        assertThat(violations.stream().limit(SHOWN_MAX))
                .as(
                        "%d violations in %d runs",
                        violations.size(), ledger.started().size())
                .isEmpty();
    }

    private Map<String, String> index() {
        Map<String, String> statuses = new TreeMap<>();
        for (JsonNode run : api.readAll(Everything.RUNS, "runs")) {
            String before =
                    statuses.put(run.path("id").asText(), run.path("status").asText());
            if (before != null) {
                violations.add("The index lists twice " + run);
            }
        }
        return statuses;
    }

    /** The run as it is shown says the same as its history and the index. */
    private void shown(String run, Ledger.Started started, String indexed, RunAudit audit) {
        JsonNode shown = api.read("/v1/runs/" + run);
        JsonNode output = shown.path("output");
        Map<String, Boolean> holds = new HashMap<>();
        holds.put("status in the index", indexed.equals("completed"));
        holds.put("status", shown.path("status").asText().equals("completed"));
        holds.put("last event", shown.path("lastEvent").asLong() == audit.lastEvent());
        holds.put("output of the input", output.path("text").asText().equals(started.text()));
        holds.put("output of the signal", output.path("sent").asInt() == started.n());
        holds.put("output of the last step", output.path("last").asLong() == audit.recordedCall(Everything.LAST));
        holds.forEach((what, fine) -> {
            if (!fine) {
                violations.add(run + " is wrong in its " + what + ": indexed as " + indexed + ", shown as " + shown);
            }
        });
    }

    private void nothingOpen(String path, String items) {
        JsonNode open = api.read(path).path(items);
        if (!open.isEmpty()) {
            violations.add("Still open: " + open);
        }
    }
}

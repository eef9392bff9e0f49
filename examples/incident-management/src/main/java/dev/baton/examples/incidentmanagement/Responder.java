package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.List;

/**
 * Proposes what the runbook says about a cause ({@code {triage} -> {action, risk, reason}}), and writes the change down
 * ({@code {observations, triage, action} -> {action, commands}}). It does not touch anything.
 */
final class Responder {

    private final Path data;
    private final List<Csv.Row> runbook;

    private Responder(Path data, List<Csv.Row> runbook) {
        this.data = data;
        this.runbook = runbook;
    }

    static Responder of(Path data) {
        return new Responder(data, Csv.read(data.resolve("runbook.csv")));
    }

    Answer propose(Json.ObjectValue input) {
        Csv.Row entry = entry("cause", input.object("triage").text("cause"));
        return Answer.of(Json.object()
                .with("action", entry.text("action"))
                .with("risk", entry.text("risk"))
                .with("reason", entry.text("reason")));
    }

    Answer write(Json.ObjectValue input) {
        String service = input.object("triage").text("service");
        String action = input.text("action");
        String commands = entry("action", action).text("commands").replace("{service}", service);
        if (commands.contains("{version}")) {
            commands = commands.replace("{version}", versionBefore(service, input));
        }
        return Answer.of(
                Json.object().with("action", action).with("commands", Json.of(List.of(commands.split(" *; *")))));
    }

    private Csv.Row entry(String column, String value) {
        return runbook.stream()
                .filter(row -> row.text(column).equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("the runbook says nothing about the " + column + " " + value));
    }

    /** The one that ran before the version which is to blame. */
    private String versionBefore(String service, Json.ObjectValue input) {
        String blamed = input.object("triage").text("deployment");
        List<String> versions = Observations.of(data, input).deployments().stream()
                .filter(row -> row.text("service").equals(service))
                .map(row -> row.text("version"))
                .toList();
        int place = versions.indexOf(blamed);
        if (place < 1) {
            throw new InvalidInput("nothing is known to have run before " + service + " " + blamed);
        }
        return versions.get(place - 1);
    }
}

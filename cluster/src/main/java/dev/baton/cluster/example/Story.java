package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells a person what happened in the runs of an example. */
final class Story {

    private static final String LINE = "-".repeat(100);

    private static final List<String> REMARKS = List.of("comment", "dissent", "summary");

    private final PrintStream out;
    private int number;

    Story(PrintStream out) {
        this.out = out;
    }

    void begin(String title) {
        out.println(title);
        out.flush();
    }

    void tell(Example.Case scene, Play.Played played) {
        JsonNode run = played.run();
        number++;
        out.println();
        out.println(LINE);
        out.println(number + ". " + scene.title());
        out.println(LINE);
        played.mishaps().forEach(mishap -> out.println("  " + mishap));
        List<Play.Decision> decisions = new ArrayList<>(played.decisions());
        for (JsonNode step : run.path("steps")) {
            tellStep(step);
            tellDecisions(step.path("path").asText(), decisions);
        }
        decisions.forEach(this::tellDecision);
        if (!played.work().isEmpty()) {
            tellWork(played.work());
        }
        out.println();
        if (run.hasNonNull("error")) {
            out.println("  failed: " + run.path("error").path("message").asText());
        } else {
            new Outline(out, "  ").print(run.path("output"));
        }
        out.flush();
    }

    void end(Example example, @Nullable Path kept) {
        out.println();
        out.println("The workflow, the agents and the cases are in examples/" + example.name() + ".");
        if (kept != null) {
            out.println("Everything is kept in " + kept);
        }
    }

    /** Who has begun and ended what how often, by the journal of the agents. */
    private void tellWork(List<Journal.Entry> work) {
        out.println();
        Set<String> agents = new TreeSet<>();
        work.forEach(entry -> agents.add(entry.agent()));
        for (String agent : agents) {
            List<Journal.Entry> own =
                    work.stream().filter(entry -> entry.agent().equals(agent)).toList();
            long ended = own.stream().filter(Journal.Entry::isEnd).count();
            long keys = own.stream().map(Journal.Entry::key).distinct().count();
            out.printf(
                    "  journal of %-31s begun %d, ended %d, under %s%n",
                    agent, own.size() - ended, ended, keys == 1 ? "one key" : keys + " keys");
        }
    }

    /** Steps that somebody does, and choices; what only holds other steps together is left out. */
    private void tellStep(JsonNode step) {
        String who = step.path("agent").asText(step.path("child").path("run").asText(""));
        List<String> choices = step.path("choices").findValuesAsText("target");
        if (!choices.isEmpty()) {
            out.printf("  %-42s handed to %s%n", step.path("path").asText(), String.join(", then ", choices));
        } else if (!who.isEmpty()) {
            out.printf("  %-42s %-22s %s%s%n", step.path("path").asText(), who, outcome(step), took(step));
            remark(step.path("output"));
        }
    }

    /** What the one who did the step says about it. */
    private void remark(JsonNode output) {
        for (String field : REMARKS) {
            if (output.path(field).isTextual()) {
                out.printf("  %-42s \"%s\"%n", "", output.path(field).asText());
            }
        }
    }

    private void tellDecisions(String path, List<Play.Decision> decisions) {
        decisions.stream().filter(decision -> decision.path().equals(path)).forEach(this::tellDecision);
        decisions.removeIf(decision -> decision.path().equals(path));
    }

    private void tellDecision(Play.Decision decision) {
        out.printf(
                "  %-42s %-22s %s as %s: %s%n",
                decision.path(),
                decision.person(),
                decision.verb().equals("approve") ? "approved" : "rejected",
                decision.role(),
                decision.comment());
    }

    private static String outcome(JsonNode step) {
        return step.hasNonNull("error")
                ? "failed: " + step.path("error").path("message").asText() + " "
                : step.path("status").asText().equals("completed")
                        ? ""
                        : step.path("status").asText() + " ";
    }

    private static String took(JsonNode step) {
        if (!step.hasNonNull("startedAt") || !step.hasNonNull("endedAt")) {
            return "";
        }
        Instant from = Instant.parse(step.path("startedAt").asText());
        return "%d ms"
                .formatted(Duration.between(
                                from, Instant.parse(step.path("endedAt").asText()))
                        .toMillis());
    }
}

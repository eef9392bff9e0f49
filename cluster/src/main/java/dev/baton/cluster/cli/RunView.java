package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs as tables. */
final class RunView {

    private RunView() {}

    static void list(JsonNode items, PrintStream out) {
        Table table = new Table("ID", "WORKFLOW", "STATUS", "WAITS FOR", "SINCE", "STARTED", "TOOK");
        for (JsonNode run : items) {
            table.row(
                    run.path("id").asText(),
                    workflow(run),
                    run.path("status").asText(),
                    waitsFor(run),
                    since(run),
                    run.path("startedAt").asText("-"),
                    took(run));
        }
        table.print(out);
    }

    static void details(JsonNode run, PrintStream out) {
        out.println("run       " + run.path("id").asText());
        out.println("workflow  " + workflow(run));
        if (run.hasNonNull("parent")) {
            out.println("parent    " + run.path("parent").asText() + " (step "
                    + run.path("parentStep").asText() + ")");
            out.println("root      " + run.path("root").asText() + " (depth "
                    + run.path("depth").asText() + ")");
        }
        out.println("status    " + run.path("status").asText());
        for (JsonNode wait : run.path("waitsFor")) {
            out.println("waits for " + (wait.isTextual() ? wait.asText() : inWords(wait) + inDetail(wait)));
        }
        out.println("started   " + run.path("startedAt").asText("-"));
        if (run.hasNonNull("endedAt")) {
            out.println("ended     " + run.path("endedAt").asText() + " (" + took(run) + ")");
        }
        if (run.hasNonNull("error")) {
            out.println("error     " + errorText(run));
        }
        if (!run.path("steps").isEmpty()) {
            out.println();
            steps(run.path("steps"), out);
        }
        if (run.hasNonNull("output")) {
            out.println();
            out.println("output");
            out.println(run.path("output").toPrettyString());
        }
    }

    static void steps(JsonNode steps, PrintStream out) {
        Table table = new Table("STEP", "STATUS", "ATTEMPTS", "STARTED", "TOOK");
        for (JsonNode step : steps) {
            table.row(
                    step.path("path").asText(step.path("step").asText()) + childOf(step) + owners(step),
                    step.path("status").asText(),
                    step.path("attempts").asText("-"),
                    step.path("startedAt").asText("-"),
                    took(step));
        }
        table.print(out);
    }

    private static String childOf(JsonNode step) {
        String child = step.path("child").path("run").asText("");
        return child.isEmpty() ? "" : " -> " + child;
    }

    /** Who had the work of a handoff in turn. */
    private static String owners(JsonNode step) {
        StringBuilder chain = new StringBuilder();
        for (JsonNode choice : step.path("choices")) {
            JsonNode target = choice.path("value").path("target");
            if (target.isTextual()) {
                chain.append(" -> ").append(target.asText());
            }
        }
        return chain.toString();
    }

    static String errorText(JsonNode run) {
        JsonNode error = run.path("error");
        String message = error.path("message").asText(error.path("detail").asText(""));
        String kind = error.path("kind").asText("");
        return kind.isEmpty() ? message : kind + ": " + message;
    }

    private static String workflow(JsonNode run) {
        return run.path("workflow").asText()
                + (run.has("version") ? " v" + run.path("version").asText() : "");
    }

    private static String waitsFor(JsonNode run) {
        JsonNode reasons = run.path("waitsFor");
        if (reasons.isTextual()) {
            return reasons.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode reason : reasons) {
            if (!text.isEmpty()) {
                text.append(", ");
            }
            text.append(reason.isTextual() ? reason.asText() : inWords(reason));
        }
        return text.isEmpty() ? "-" : text.toString();
    }

    private static String inWords(JsonNode reason) {
        String several = String.join(" or ", reason.path("of").findValuesAsText("name"));
        String id = reason.path("id").asText(reason.path("signal").asText(several));
        return reason.path("kind").asText() + " at " + reason.path("step").asText("-")
                + (id.isEmpty() ? "" : " (" + id + ")");
    }

    private static String inDetail(JsonNode wait) {
        List<String> wakers = new ArrayList<>();
        wait.path("wokenBy").forEach(waker -> wakers.add(waker.asText()));
        return (wait.hasNonNull("since") ? ", since " + wait.path("since").asText() : "")
                + (wait.hasNonNull("until") ? ", until " + wait.path("until").asText() : "")
                + (wakers.isEmpty() ? "" : ", woken by " + String.join(" or ", wakers));
    }

    /** Since when it waits for the first of what it waits for. */
    private static String since(JsonNode run) {
        return run.path("waitsFor").findValuesAsText("since").stream()
                .min(Comparator.naturalOrder())
                .orElse("-");
    }

    private static String took(JsonNode timed) {
        try {
            if (timed.hasNonNull("startedAt") && timed.hasNonNull("endedAt")) {
                return TimeSpan.text(Duration.between(
                        Instant.parse(timed.path("startedAt").asText()),
                        Instant.parse(timed.path("endedAt").asText())));
            }
        } catch (DateTimeException notInstants) {
            // shown as unknown
        }
        return "-";
    }
}

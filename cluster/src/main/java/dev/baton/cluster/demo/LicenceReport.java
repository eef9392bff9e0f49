package dev.baton.cluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What came out for one licence, and how it came about. */
final class LicenceReport {

    private static final int QUOTE_CHARS_MAX = 110;
    private static final int BAR_CHARS = 40;

    private final PrintStream out;
    private final JsonNode run;
    private final History history;
    private final List<Specialists.Call> calls;
    private final Instant killedAt;
    private final Instant from;
    private final Instant to;

    LicenceReport(PrintStream out, JsonNode run, History history, List<Specialists.Call> calls, Instant killedAt) {
        this.out = out;
        this.run = run;
        this.history = history;
        this.calls = calls;
        this.killedAt = killedAt;
        this.from = Instant.parse(run.path("startedAt").asText());
        this.to = run.hasNonNull("endedAt") ? Instant.parse(run.path("endedAt").asText()) : Instant.now();
    }

    void print(String licence) {
        out.println("== " + licence + " " + "=".repeat(Math.max(0, 100 - licence.length())));
        JsonNode summary = run.path("output").path("summary");
        if (!run.path("status").asText().equals("completed")) {
            out.println("run " + run.path("id").asText() + " is "
                    + run.path("status").asText() + ": "
                    + run.path("error").path("message").asText());
        } else {
            out.println("verdict: " + run.path("output").path("verdict").asText() + ". "
                    + summary.path("reason").asText());
            for (JsonNode concern : summary.path("concerns")) {
                out.println("  concern: " + concern.asText());
            }
            for (JsonNode statement : summary.path("statements")) {
                statement(statement);
            }
        }
        timeline();
    }

    private void statement(JsonNode statement) {
        out.println("  - " + statement.path("text").asText());
        JsonNode quote = statement.path("quotes").path(0);
        if (quote.isMissingNode()) {
            return;
        }
        String text = quote.path("quote").asText().replaceAll("\\s+", " ").strip();
        String shown = text.length() > QUOTE_CHARS_MAX ? text.substring(0, QUOTE_CHARS_MAX) + " ..." : text;
        int further = statement.path("quotes").size() - 1;
        out.println("      \"" + shown + "\" (clause " + quote.path("clause").asText()
                + (further > 0 ? ", and " + further + " more" : "") + ")");
    }

    private void timeline() {
        out.printf("  %-24s %8s %5s  %7s  %7s  |%s|%n", "step", "attempts", "calls", "from", "to", header());
        for (History.Step step : history.steps()) {
            long made = calls.stream()
                    .filter(call -> step.attempts().contains(call.key()))
                    .count();
            Instant ended = Objects.requireNonNullElse(step.endedAt(), to);
            boolean byAgent = !step.attempts().isEmpty();
            out.printf(
                    "  %-24s %8s %5s  %7s  %7s  |%s|%n",
                    step.path(),
                    byAgent ? step.attempts().size() : "-",
                    byAgent ? made : "-",
                    seconds(step.startedAt()),
                    seconds(ended),
                    bar(step.startedAt(), ended));
        }
    }

    private String seconds(Instant at) {
        return String.format(Locale.ROOT, "%.2f s", Duration.between(from, at).toMillis() / 1000.0);
    }

    private String header() {
        StringBuilder line = new StringBuilder(" ".repeat(BAR_CHARS));
        String mark = "kill -9";
        int at = Math.min(Math.max(column(killedAt) - mark.length() / 2, 0), BAR_CHARS - mark.length());
        return line.replace(at, at + mark.length(), mark).toString();
    }

    private String bar(Instant start, Instant end) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < BAR_CHARS; column++) {
            boolean busy = column >= column(start) && column <= column(end);
            line.append(column == column(killedAt) ? '|' : busy ? '#' : '.');
        }
        return line.toString();
    }

    private int column(Instant at) {
        double share = (double) Duration.between(from, at).toMillis()
                / Math.max(1, Duration.between(from, to).toMillis());
        return (int) Math.min(BAR_CHARS - 1, Math.max(0, share * BAR_CHARS));
    }
}

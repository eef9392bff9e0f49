package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about bulk operations. */
@Command(name = "bulk", description = "Bulk operations: one verb for all runs that match a filter.")
final class BulkVerbs {

    private static final String PATH = "/v1/bulk-operations";
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    BulkVerbs(Console console) {
        this.console = console;
    }

    @Command(
            name = "run",
            description = "Shows which runs a verb would reach; with --confirm and what was shown, it reaches them.")
    int run(@Mixin Connection connection, @Mixin BulkOptions options) {
        Map<String, String> headers = options.key == null ? Map.of() : Map.of("Idempotency-Key", options.key);
        JsonNode answer = connection.api().post(PATH, options.body(console), headers);
        if (options.confirm == null) {
            return preview(connection, answer);
        }
        String id = answer.path("id").asText();
        if (options.wait) {
            return follow(connection, id);
        }
        return console.answer(connection, answer, id);
    }

    private int preview(Connection connection, JsonNode preview) {
        if (connection.json()) {
            console.out().println(preview.toPrettyString());
            return ExitCode.OK.number();
        }
        String count = preview.path("count").asText();
        StringJoiner statuses = new StringJoiner(", ", " (", ")").setEmptyValue("");
        preview.path("byStatus").properties().forEach(one -> statuses.add(one.getValue() + " " + one.getKey()));
        console.out().println(preview.path("verb").asText() + " would reach " + count + " runs" + statuses);
        if (!preview.path("sample").isEmpty()) {
            RunView.list(preview.path("sample"), console.out());
        }
        console.out()
                .println(
                        preview.has("confirm")
                                ? "Nothing is done yet. To go ahead, say the same with --confirm "
                                        + preview.path("confirm").asText()
                                : "That is more than one operation may reach: ask for fewer, by their start.");
        return ExitCode.OK.number();
    }

    @Command(name = "list", description = "The bulk operations, newest first.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Columns columns = new Columns()
                .of("ID", "id")
                .of("VERB", "verb")
                .of("STATUS", "status")
                .of("RUNS", "count")
                .of("DONE", "done")
                .of("REFUSED", one -> Long.toString(sum(one.path("refused"))))
                .of("FAILED", one -> Long.toString(sum(one.path("failed"))))
                .of("ASKED", "askedAt")
                .of("BY", one -> one.at("/askedBy/id").asText());
        return Listing.of("bulk-operations", "operations").print(console, connection, limit, columns);
    }

    @Command(name = "show", description = "One bulk operation: how far it is, and which runs refused.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "ID", description = "the operation") String id) {
        show(connection, connection.api().get(path(id)));
        return ExitCode.OK.number();
    }

    @Command(name = "watch", description = "Follows a bulk operation until it is over.")
    int watch(@Mixin Connection connection, @Parameters(paramLabel = "ID", description = "the operation") String id) {
        return follow(connection, id);
    }

    @Command(name = "history", description = "Every run that was told, and what became of it, newest first.")
    int history(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "the operation") String id,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "how many events at most")
                    int limit) {
        Listing events = Listing.of("bulk-operations/" + Api.part(id) + "/events", "events");
        ObjectNode listed = events.read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(listed.toPrettyString());
            return ExitCode.OK.number();
        }
        Table table = new Table("AT", "RUN", "RESULT", "CODE");
        for (JsonNode event : events.items(listed)) {
            for (JsonNode result : event.path("results")) {
                table.row(
                        event.path("at").asText(),
                        result.path("run").asText(),
                        result.path("result").asText(),
                        result.path("code").asText("-"));
            }
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    @Command(name = "stop", description = "Stops a bulk operation; what it has done stays.")
    int stop(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "the operation") String id,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for others") @Nullable String reason) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (reason != null) {
            body.put("reason", reason);
        }
        show(connection, connection.api().post(path(id) + ":stop", body));
        return ExitCode.OK.number();
    }

    private static String path(String id) {
        return PATH + "/" + Api.part(id);
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    /** With a line of progress on the error stream each time that there is some. */
    private int follow(Connection connection, String id) {
        long told = -1;
        JsonNode operation = connection.api().get(path(id));
        while (!operation.has("endedAt")) {
            long now = operation.path("taken").asLong()
                    - operation.path("outstanding").asLong();
            if (now != told) {
                told = now;
                console.err().println(summary(operation));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            operation = connection.api().get(path(id));
        }
        show(connection, operation);
        return (sum(operation.path("failed")) == 0 ? ExitCode.OK : ExitCode.RUN_FAILED).number();
    }

    private void show(Connection connection, JsonNode operation) {
        if (connection.json()) {
            console.out().println(operation.toPrettyString());
            return;
        }
        console.out().println(summary(operation));
        if (!operation.path("problems").isEmpty()) {
            Columns columns = new Columns()
                    .of("RUN", "run")
                    .of("RESULT", "result")
                    .of("CODE", "code")
                    .of("WHY", "message");
            columns.table(operation.path("problems")).print(console.out());
        }
    }

    private static String summary(JsonNode operation) {
        return operation.path("id").asText() + ": " + operation.path("verb").asText() + " is "
                + operation.path("status").asText() + "; of "
                + operation.path("count").asText() + " runs "
                + operation.path("done").asText() + " done, "
                + operation.path("unchanged").asText() + " unchanged, "
                + sum(operation.path("refused")) + " refused, "
                + sum(operation.path("failed")) + " failed";
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about schedules. */
@Command(name = "schedule", description = "Schedules: what starts runs at certain times.")
final class ScheduleVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;
    private final Definitions definitions;

    ScheduleVerbs(Console console) {
        this.console = console;
        this.definitions = new Definitions(console, "schedule");
    }

    @Command(
            name = "apply",
            description = "Stores the definitions in files; a file may hold several documents, workflows too.")
    int apply(
            @Mixin Connection connection,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, folders, or - for standard input")
                    List<String> files) {
        return definitions.apply(connection, files);
    }

    @Command(name = "list", description = "The schedules, and when they fire.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "how many at most")
                    int limit) {
        Columns columns = new Columns()
                .of("NAME", "name")
                .of("STATUS", "status")
                .of("WORKFLOW", "workflow")
                .of("NEXT", "nextAt")
                .of("LAST", "lastAt");
        return definitions.list(connection, limit, columns);
    }

    @Command(name = "show", description = "One schedule: its next times, and what became of the last ones.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the schedule") String name) {
        JsonNode schedule = connection.api().get(definitions.path(name));
        if (connection.json()) {
            console.out().println(schedule.toPrettyString());
            return ExitCode.OK.number();
        }
        console.out().println(schedule.path("source").asText().stripTrailing());
        console.out().println();
        console.out().println(state(schedule));
        schedule.path("nextTimes").forEach(time -> console.out().println("next  " + time.asText()));
        if (!schedule.path("recent").isEmpty()) {
            Columns columns = new Columns()
                    .of("TIME", "scheduledAt")
                    .of("CAUSE", "cause")
                    .of("RUN", ran -> ran.path("run").asText(ran.path("problem").asText()));
            columns.table(schedule.path("recent")).print(console.out());
        }
        return ExitCode.OK.number();
    }

    private static String state(JsonNode schedule) {
        JsonNode counts = schedule.path("counts");
        String paused = schedule.has("paused")
                ? " by " + schedule.at("/paused/by").asText() + ": "
                        + schedule.at("/paused/note").asText()
                : "";
        return schedule.path("status").asText() + paused + "; started "
                + counts.path("started").asText() + ", skipped "
                + counts.path("skipped").asText() + ", missed "
                + counts.path("missed").asText() + ", failed "
                + counts.path("failed").asText();
    }

    @Command(name = "pause", description = "Starts nothing until it is resumed.")
    int pause(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the schedule") String name,
            @Option(names = "--note", paramLabel = "TEXT", description = "why, for others") @Nullable String note) {
        return definitions.tell(connection, name, "pause", note, "is paused");
    }

    @Command(name = "resume", description = "Goes on with the next time; those in between are not made up for.")
    int resume(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the schedule") String name,
            @Option(names = "--note", paramLabel = "TEXT", description = "why, for others") @Nullable String note) {
        return definitions.tell(connection, name, "resume", note, "goes on");
    }

    @Command(name = "trigger", description = "Starts a run now, also while the schedule is paused.")
    int trigger(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the schedule") String name,
            @Option(
                            names = "--input",
                            paramLabel = "JSON",
                            description = "JSON, @FILE, or -. Default: what the definition says")
                    @Nullable
                    String input,
            @Option(names = "--key", paramLabel = "KEY", description = "the same key again starts nothing more")
                    @Nullable
                    String key) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (input != null) {
            body.set("input", JsonArgument.read("--input", input, console));
        }
        JsonNode answer = connection.api().post(definitions.path(name) + ":trigger", body, key(key));
        return console.answer(connection, answer, answer.path("run").asText());
    }

    private static Map<String, String> key(@Nullable String key) {
        return key == null ? Map.of() : Map.of("Idempotency-Key", key);
    }

    @Command(name = "backfill", description = "Starts the runs of a range in the past that are not there.")
    int backfill(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the schedule") String name,
            @Option(names = "--from", required = true, paramLabel = "TIME", description = "RFC 3339, included")
                    String from,
            @Option(names = "--to", required = true, paramLabel = "TIME", description = "RFC 3339, included") String to,
            @Option(names = "--dry-run", description = "only counts") boolean dryRun) {
        ObjectNode body =
                Api.JSON.createObjectNode().put("from", from).put("to", to).put("dryRun", dryRun);
        JsonNode answer = connection.api().post(definitions.path(name) + ":backfill", body);
        String more = answer.path("tooMany").asBoolean() ? "more than " : "";
        String range = answer.has("first")
                ? ", from " + answer.path("first").asText() + " to "
                        + answer.path("last").asText()
                : "";
        return console.answer(
                connection,
                answer,
                more + answer.path("count").asText() + " times" + range + (dryRun ? "; nothing is started" : ""));
    }

    @Command(name = "delete", description = "Starts nothing more; runs that were started go on.")
    int delete(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the schedule") String name) {
        return definitions.delete(connection, name);
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about runs. */
@Command(name = "run", description = "Runs: started, looked at, followed, told what to do.")
final class RunVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    RunVerbs(Console console) {
        this.console = console;
    }

    @Command(name = "start", description = "Starts a run, and with --wait waits for its end.")
    int start(@Mixin Connection connection, @Mixin StartOptions options) {
        return new RunStart(console, connection, options).carryOut();
    }

    @Command(name = "list", description = "The runs, newest first.")
    int list(
            @Mixin Connection connection,
            @Mixin FilterOptions filter,
            @Option(names = "--stuck", description = "that nothing wakes, which there should be none of") boolean stuck,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Listing runs = filter.applyTo(Listing.of("runs")).with("stuck", stuck ? "true" : null);
        ObjectNode listed = runs.read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(listed.toPrettyString());
        } else {
            RunView.list(runs.items(listed), console.out());
        }
        return ExitCode.OK.number();
    }

    @Command(name = "get", description = "One run: its status, steps and output.")
    int get(@Mixin Connection connection, @Parameters(paramLabel = "RUN", description = "the run's id") String run) {
        JsonNode found = connection.api().get("/v1/runs/" + Api.part(run));
        if (connection.json()) {
            console.out().println(found.toPrettyString());
        } else {
            RunView.details(found, console.out());
        }
        return ExitCode.OK.number();
    }

    @Command(
            name = "watch",
            description = "Follows a run's events until it ends, also through a restart of the server.")
    int watch(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--after", paramLabel = "N", defaultValue = "0", description = "only events after number N")
                    long after,
            @Option(names = "--timeout", paramLabel = "TIME", description = "such as 30s or 5m; without end by default")
                    @Nullable
                    Duration timeout) {
        return new RunWatch(console, connection, run, after, timeout).carryOut();
    }

    @Command(name = "history", description = "Every event of a run so far.")
    int history(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--after", paramLabel = "N", description = "only events after number N") @Nullable
                    String after,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "how many at most")
                    int limit,
            @Option(names = "--contents", description = "with what models read and said, where it is kept apart")
                    boolean contents) {
        Listing history = Listing.ofEvents(run).with("after", after).with("contents", contents ? "true" : null);
        ObjectNode events = history.read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(events.toPrettyString());
            return ExitCode.OK.number();
        }
        for (JsonNode event : history.items(events)) {
            console.out().println(RunEvents.line(RunEvents.event(event)));
            if (event.at("/contents/text").isObject()) {
                console.out()
                        .println(event.at("/contents/text")
                                .toPrettyString()
                                .indent(6)
                                .stripTrailing());
            }
        }
        return ExitCode.OK.number();
    }

    @Command(name = "signal", description = "Sends a run a signal that it may wait for.")
    int signal(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Parameters(paramLabel = "NAME", description = "the signal") String name,
            @Option(
                            names = "--payload",
                            paramLabel = "JSON",
                            defaultValue = "null",
                            description = "JSON, @FILE, or - for standard input")
                    String payload,
            @Option(names = "--id", paramLabel = "ID", description = "a repeated signal with the same id counts once")
                    @Nullable
                    String id) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.set("payload", JsonArgument.read("--payload", payload, console));
        String path = "/v1/runs/" + Api.part(run) + "/signals/" + Api.part(name);
        Map<String, String> headers = id == null ? Map.of() : Map.of("Idempotency-Key", id);
        return console.answer(
                connection, connection.api().post(path, body, headers), "signal " + name + " sent to run " + run);
    }

    @Command(name = "cancel", description = "Cancels a run; what is under way is told to stop.")
    int cancel(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        return command(connection, run, "cancel", reason);
    }

    @Command(
            name = "rerun",
            description = "Does a step of an ended run again, and all after it; what came before keeps its results.")
    int rerun(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--step", paramLabel = "PATH", required = true, description = "such as checks/credit")
                    String step,
            @Option(names = "--input", paramLabel = "JSON", description = "another input: JSON, @FILE, or -") @Nullable
                    String input,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        ObjectNode body = Api.JSON.createObjectNode().put("step", step);
        if (input != null) {
            body.set("input", JsonArgument.read("--input", input, console));
        }
        return command(connection, run, "rerun", reason, body);
    }

    @Command(
            name = "fork",
            description = "Starts another run where this one was after an event; this one stays as it is.")
    int fork(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--event", paramLabel = "N", description = "the last event that counts") @Nullable
                    Integer event,
            @Option(names = "--id", paramLabel = "ID", description = "of the new run") @Nullable String id,
            @Option(names = "--input", paramLabel = "JSON", description = "another input: JSON, @FILE, or -") @Nullable
                    String input,
            @Option(
                            names = "--set-output",
                            paramLabel = "PATH=JSON",
                            description = "another output of a step that had completed; may be repeated")
                    Map<String, String> outputs,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (event != null) {
            body.put("event", event);
        }
        if (id != null) {
            body.put("id", id);
        }
        if (input != null) {
            body.set("input", JsonArgument.read("--input", input, console));
        }
        if (outputs != null && !outputs.isEmpty()) {
            ObjectNode edited = body.putObject("outputs");
            outputs.forEach((path, json) -> edited.set(path, JsonArgument.read("--set-output " + path, json, console)));
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        JsonNode forked = connection.api().post("/v1/runs/" + Api.part(run) + ":fork", body);
        return console.answer(
                connection,
                forked,
                "run " + forked.path("id").asText() + " goes on from run " + run + " after event "
                        + forked.at("/forkedFrom/event").asText());
    }

    @Command(
            name = "reset",
            description = "Takes a run and all below it back to a point: new runs go on from there, the old ones end.")
    int reset(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the id of the run at the top") String run,
            @Option(names = "--event", paramLabel = "N", description = "its last event that counts") @Nullable
                    Integer event,
            @Option(names = "--at", paramLabel = "TIME", description = "or the time, such as 2026-01-31T12:00:00Z")
                    @Nullable
                    String at,
            @Option(names = "--id", paramLabel = "ID", description = "of the new run") @Nullable String id,
            @Option(names = "--dry-run", description = "only says what would become of which run") boolean dryRun,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        return new RunReset(console, connection, run).carryOut(event, at, id, dryRun, reason);
    }

    @Command(
            name = "migrate",
            description = "Lets a run go on with another version of its workflow, or says why it cannot.")
    int migrate(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--version", paramLabel = "N", description = "the latest by default") @Nullable
                    Integer version,
            @Option(names = "--dry-run", description = "only says whether it would be possible") boolean dryRun,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (version != null) {
            body.put("version", version);
        }
        if (dryRun) {
            body.put("dryRun", true);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        JsonNode answer = connection.api().post("/v1/runs/" + Api.part(run) + ":migrate", body);
        String text = "run " + run + (dryRun ? " can" : " goes on with version ")
                + (dryRun ? (answer.path("possible").asBoolean() ? " move" : "not move") + " to version " : "")
                + answer.path("version").asText();
        StringBuilder lines = new StringBuilder(text);
        answer.path("reasons")
                .forEach(
                        why -> lines.append(System.lineSeparator()).append("  ").append(why.asText()));
        return console.answer(connection, answer, lines.toString());
    }

    @Command(name = "terminate", description = "Ends a run and all runs below it at once, without any cleaning up.")
    int terminate(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        return command(connection, run, "terminate", reason);
    }

    @Command(
            name = "retry",
            description =
                    "Lets a run that failed or was cancelled go on where it stopped; completed steps keep their results.")
    int retry(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        return command(connection, run, "retry", reason);
    }

    @Command(name = "pause", description = "Pauses a run; what is under way ends, nothing new begins.")
    int pause(
            @Mixin Connection connection,
            @Parameters(paramLabel = "RUN", description = "the run's id") String run,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history") @Nullable
                    String reason) {
        return command(connection, run, "pause", reason);
    }

    @Command(name = "resume", description = "Lets a paused run go on.")
    int resume(@Mixin Connection connection, @Parameters(paramLabel = "RUN", description = "the run's id") String run) {
        return command(connection, run, "resume", null);
    }

    private int command(Connection connection, String run, String verb, @Nullable String reason) {
        return command(connection, run, verb, reason, Api.JSON.createObjectNode());
    }

    private int command(Connection connection, String run, String verb, @Nullable String reason, ObjectNode body) {
        if (reason != null) {
            body.put("reason", reason);
        }
        JsonNode answer = connection.api().post("/v1/runs/" + Api.part(run) + ":" + verb, body);
        return console.answer(
                connection,
                answer,
                "run " + run + " is " + answer.path("status").asText(verb + "d"));
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.EventFeed.Event;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts one run and, if asked to, waits for its end with a line of progress. */
final class RunStart implements RunWait.Observer {

    private final Console console;
    private final Connection connection;
    private final StartOptions options;
    private final ProgressLine progress;
    private final StepCount steps = new StepCount();
    private String run = "";

    RunStart(Console console, Connection connection, StartOptions options) {
        this.console = console;
        this.connection = connection;
        this.options = options;
        this.progress = new ProgressLine(console);
    }

    int carryOut() {
        if (options.timeout != null && !options.wait) {
            throw CliFailure.usage("--timeout says how long to wait", "add --wait, or leave out --timeout");
        }
        Api api = connection.api();
        JsonNode started = api.post("/v1/runs", body(), Map.of("Idempotency-Key", "cli-" + UUID.randomUUID()));
        run = started.path("id").asText();
        if (!options.wait) {
            console.out().println(connection.json() ? started.toPrettyString() : run);
            return ExitCode.OK.number();
        }
        JsonNode ended;
        try {
            ended = new RunWait(api, run, 0, options.timeout, this).end();
        } finally {
            progress.clear();
        }
        if (connection.json()) {
            console.out().println(ended.toPrettyString());
        } else {
            RunView.details(ended, console.out());
        }
        return RunEnd.exitCode(ended, console).number();
    }

    private JsonNode body() {
        ObjectNode body = Api.JSON.createObjectNode().put("workflow", options.workflow);
        @Nullable
        JsonNode input = JsonArgument.withFields(
                options.input == null ? null : JsonArgument.read("--input", options.input, console), options.fields);
        if (input != null) {
            body.set("input", input);
        }
        if (options.version != null) {
            body.put("version", options.version);
        }
        if (options.id != null) {
            body.put("id", options.id);
        }
        if (options.priority != null) {
            body.put("priority", options.priority);
        }
        if (options.deadline != null) {
            body.put("deadline", options.deadline);
        }
        if (!options.labels.isEmpty()) {
            ObjectNode labels = body.putObject("labels");
            options.labels.forEach(labels::put);
        }
        return body;
    }

    @Override
    public void seen(JsonNode now) {
        steps.take(now);
        show();
    }

    @Override
    public void happened(Event event) {
        steps.take(event);
        show();
    }

    @Override
    public void serverAway(String why) {
        progress.show("run " + run + ": the server does not answer; waiting for it to come back");
    }

    private void show() {
        progress.show("run " + run + ": " + steps);
    }
}

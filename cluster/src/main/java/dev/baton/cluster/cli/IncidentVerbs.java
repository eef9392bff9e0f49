package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about incidents. */
@Command(name = "incident", description = "Incidents: runs that cannot go on without a person.")
final class IncidentVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    IncidentVerbs(Console console) {
        this.console = console;
    }

    /** What can be done about an incident; the names are what the user types. */
    enum Resolution {
        retry,
        skip,
        fail
    }

    @Command(name = "list", description = "Incidents, the open ones by default.")
    int list(
            @Mixin Connection connection,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            defaultValue = "open",
                            description = "open, resolved, or all. Default: open")
                    String status,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Columns columns = new Columns()
                .of("ID", "id")
                .of("RUN", "run")
                .of("STEP", "path")
                .of("KIND", incident -> incident.at("/error/kind").asText())
                .of("MESSAGE", incident -> incident.at("/error/message").asText());
        return Listing.of("incidents")
                .with("status", status.equals("all") ? null : status)
                .print(console, connection, limit, columns);
    }

    @Command(name = "resolve", description = "Decides how the run goes on.")
    int resolve(
            @Mixin Connection connection,
            @Parameters(paramLabel = "INCIDENT", description = "the incident's id") String incident,
            @Option(names = "--by", required = true, description = "retry, skip or fail the step")
                    Resolution resolution,
            @Option(names = "--comment", paramLabel = "TEXT", description = "for the history") @Nullable String comment,
            @Option(
                            names = "--result",
                            paramLabel = "JSON",
                            description = "of the step that is skipped: JSON, @FILE, or -")
                    @Nullable
                    String result) {
        ObjectNode body =
                Api.JSON.createObjectNode().put("action", resolution.name().toLowerCase(Locale.ROOT));
        if (comment != null) {
            body.put("comment", comment);
        }
        if (result != null) {
            body.set("output", JsonArgument.read("--result", result, console));
        }
        JsonNode answer = connection.api().post("/v1/incidents/" + Api.part(incident) + ":resolve", body);
        return console.answer(connection, answer, "incident " + incident + " is resolved");
    }
}

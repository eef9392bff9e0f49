package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.gap.GapImport;
import java.nio.file.Path;

/** Makes definitions of agents that are elsewhere, and shows or applies them. */
final class AgentImport {

    private final Console console;
    private final Connection connection;
    private final ImportOptions options;

    AgentImport(Console console, Connection connection, ImportOptions options) {
        this.console = console;
        this.connection = connection;
        this.options = options;
    }

    int carryOut() {
        return options.gap ? ofFolder(Path.of(options.url)) : ofAddress();
    }

    private int ofFolder(Path folder) {
        GapImport.Wish wish = new GapImport.Wish(options.owner, options.modelUrl, GapFiles.commit(folder));
        DefinitionFiles.Source made = new GapVerbs(console).read(folder, wish);
        if (options.apply) {
            return new Definitions(console, "agent").apply(connection, made);
        }
        console.out().println(made.text());
        return ExitCode.OK.number();
    }

    private int ofAddress() {
        String path = options.mcp ? "/v1/agents:import-tools" : "/v1/agents:import";
        JsonNode answer = connection.api().post(path, options.body(console));
        answer.path("notes").forEach(note -> console.err().println("note: " + note.asText()));
        answer.path("warnings").forEach(warning -> console.err().println("warning: " + Findings.line(warning)));
        if (connection.json()) {
            console.out().println(answer.toPrettyString());
        } else if (options.mcp) {
            String between = options.apply ? "" : "---" + System.lineSeparator();
            answer.path("agents").forEach(agent -> {
                console.out().print(between);
                show(agent);
            });
        } else {
            show(answer);
        }
        return ExitCode.OK.number();
    }

    private void show(JsonNode imported) {
        console.out()
                .println(
                        options.apply
                                ? "agent "
                                        + imported.at("/definition/metadata/name")
                                                .asText()
                                        + " version " + imported.path("version").asText()
                                        + (imported.path("created").asBoolean() ? "" : " unchanged")
                                : imported.path("definition").toPrettyString());
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.gap.GapImport;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about agents. */
@Command(name = "agent", description = "Agents: applied, listed, shown, tried out.")
final class AgentVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;
    private final Definitions definitions;

    AgentVerbs(Console console) {
        this.console = console;
        this.definitions = new Definitions(console);
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

    @Command(name = "list", description = "The agents and their newest versions.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "how many at most")
                    int limit) {
        return definitions.list(connection, "agents", limit);
    }

    @Command(name = "show", description = "One agent's definition.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the agent") String name) {
        return definitions.show(connection, "/v1/agents/" + Api.part(name));
    }

    @Command(
            name = "import",
            description = "Makes an agent's definition of its A2A card, or one of each tool of an MCP server, and shows"
                    + " them; --apply stores them too.")
    int importAgent(
            @Mixin Connection connection,
            @Parameters(
                            paramLabel = "URL",
                            description = "where the agent is, or its card, or the MCP server; with --gap the folder")
                    String url,
            @Option(names = "--mcp", description = "it is an MCP server") boolean mcp,
            @Option(names = "--gap", description = "it is an Open GAP folder on this machine") boolean gap,
            @Option(
                            names = "--model-url",
                            paramLabel = "URL",
                            description = "with --gap: where models are whose provider is not known")
                    @Nullable
                    String modelUrl,
            @Option(names = "--tool", paramLabel = "TOOL", description = "with --mcp: this tool. Default: all")
                    @Nullable
                    List<String> tools,
            @Option(
                            names = "--bearer",
                            paramLabel = "SECRET",
                            description = "with --mcp: the token that it wants, as secret://name")
                    @Nullable
                    String bearer,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "its name here; with --mcp the beginning of names. Default: that of the other"
                                    + " side")
                    @Nullable
                    String name,
            @Option(names = "--owner", paramLabel = "OWNER", description = "who answers for it") @Nullable String owner,
            @Option(names = "--apply", description = "store the definition") boolean apply) {
        if (gap) {
            return importFolder(connection, Path.of(url), owner, modelUrl, apply);
        }
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("url", url).put("apply", apply);
        put(body, mcp ? "prefix" : "name", name);
        put(body, "owner", owner);
        if (mcp) {
            put(body, "bearer", bearer);
            if (tools != null) {
                tools.forEach(body.putArray("tools")::add);
            }
        } else if (tools != null || bearer != null) {
            throw CliFailure.usage("--tool and --bearer are for MCP servers.", "Say --mcp, or leave them out.");
        }
        JsonNode answer = connection.api().post(mcp ? "/v1/agents:import-tools" : "/v1/agents:import", body);
        answer.path("notes").forEach(note -> console.err().println("note: " + note.asText()));
        answer.path("warnings").forEach(warning -> console.err().println("warning: " + Findings.line(warning)));
        if (connection.json()) {
            console.out().println(answer.toPrettyString());
        } else if (mcp) {
            String between = apply ? "" : "---" + System.lineSeparator();
            answer.path("agents").forEach(agent -> {
                console.out().print(between);
                showImported(agent, apply);
            });
        } else {
            showImported(answer, apply);
        }
        return ExitCode.OK.number();
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void showImported(JsonNode imported, boolean applied) {
        console.out()
                .println(
                        applied
                                ? "agent "
                                        + imported.at("/definition/metadata/name")
                                                .asText()
                                        + " version " + imported.path("version").asText()
                                        + (imported.path("created").asBoolean() ? "" : " unchanged")
                                : imported.path("definition").toPrettyString());
    }

    private int importFolder(
            Connection connection, Path folder, @Nullable String owner, @Nullable String modelUrl, boolean apply) {
        DefinitionFiles.Source made =
                new GapVerbs(console).read(folder, new GapImport.Wish(owner, modelUrl, GapFiles.commit(folder)));
        if (apply) {
            return definitions.apply(connection, made);
        }
        console.out().println(made.text());
        return ExitCode.OK.number();
    }

    @Command(name = "export", description = "Makes an Open GAP folder of an agent's definition.")
    int export(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the agent") String name,
            @Option(names = "--gap", required = true, paramLabel = "FOLDER", description = "that holds nothing yet")
                    Path folder) {
        return new GapVerbs(console).write(connection.api().get("/v1/agents/" + Api.part(name)), folder);
    }

    @Command(name = "test", description = "Calls an agent once, outside of any run, and shows what it answers.")
    int test(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the agent") String name,
            @Option(
                            names = "--input",
                            paramLabel = "JSON",
                            defaultValue = "{}",
                            description = "JSON, @FILE, or - for standard input. Default: {}")
                    String input) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.set("input", JsonArgument.read("--input", input, console));
        JsonNode answer = connection.api().post("/v1/agents/" + Api.part(name) + ":test", body);
        console.out().println(answer.toPrettyString());
        return (answer.hasNonNull("error") ? ExitCode.RUN_FAILED : ExitCode.OK).number();
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
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
        this.definitions = new Definitions(console, "agent");
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
        return definitions.list(
                connection,
                limit,
                Definitions.versions()
                        .of("CIRCUIT", agent -> agent.at("/health/state").asText("-")));
    }

    @Command(name = "show", description = "One agent's definition.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the agent") String name) {
        return definitions.show(connection, definitions.path(name));
    }

    @Command(
            name = "import",
            description = "Makes an agent's definition of its A2A card, or one of each tool of an MCP server, and shows"
                    + " them; --apply stores them too.")
    int importAgent(@Mixin Connection connection, @Mixin ImportOptions options) {
        return new AgentImport(console, connection, options).carryOut();
    }

    @Command(name = "export", description = "Makes an Open GAP folder of an agent's definition.")
    int export(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the agent") String name,
            @Option(names = "--gap", required = true, paramLabel = "FOLDER", description = "that holds nothing yet")
                    Path folder) {
        return new GapVerbs(console).write(connection.api().get(definitions.path(name)), folder);
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
        JsonNode answer = connection.api().post(definitions.path(name) + ":test", body);
        console.out().println(answer.toPrettyString());
        return (answer.hasNonNull("error") ? ExitCode.RUN_FAILED : ExitCode.OK).number();
    }
}

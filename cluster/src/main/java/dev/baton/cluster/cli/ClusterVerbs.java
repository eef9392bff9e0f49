package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about the nodes. */
@Command(name = "cluster", description = "The nodes that share the work.")
final class ClusterVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    ClusterVerbs(Console console) {
        this.console = console;
    }

    @Command(name = "status", description = "The nodes, and what lives on them.")
    int status(@Mixin Connection connection) {
        JsonNode cluster = connection.api().get("/v1/cluster");
        if (connection.json()) {
            console.out().println(cluster.toPrettyString());
            return ExitCode.OK.number();
        }
        Table table = new Table("ADDRESS", "STATUS", "API", "SHARDS", "RUNS", "UP SINCE", "VERSION");
        for (JsonNode node : cluster.path("nodes")) {
            table.row(
                    node.path("address").asText(),
                    node.path("status").asText() + (node.path("leader").asBoolean() ? " (leader)" : ""),
                    node.path("url").asText("-"),
                    node.path("shards").asText("-"),
                    node.path("runs").asText("-"),
                    node.path("upSince").asText("-"),
                    node.path("version").asText("-"));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    @Command(name = "drain", description = "Has a node hand its runs over to the others, and end.")
    int drain(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ADDRESS", description = "of the node, as 'cluster status' shows it")
                    String address) {
        JsonNode draining =
                connection.api().post("/v1/cluster/nodes/" + Api.part(address) + ":drain", Api.JSON.createObjectNode());
        console.out()
                .println(connection.json() ? draining.toPrettyString() : address + " hands its runs over, and ends.");
        return ExitCode.OK.number();
    }

    @Command(
            name = "certificates",
            description = "Makes a key and a certificate for mutual TLS between nodes, for a trial.")
    int certificates(
            @Mixin HelpOption helpOption,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            defaultValue = "certificates",
                            description = "default: ${DEFAULT-VALUE}")
                    Path folder) {
        TrialCertificates.Made made = TrialCertificates.in(folder);
        console.out().println("""
                # Give this to every node, with the file.
                baton.cluster.tls.store = "%s"
                baton.cluster.tls.password = "%s"
                """.formatted(made.store(), made.password()).strip());
        return ExitCode.OK.number();
    }
}

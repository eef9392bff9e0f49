package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about the nodes. */
@Command(name = "cluster", description = "The nodes that share the work.")
final class ClusterVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private static final Duration EVEN_AFTER = Duration.ofMinutes(1);
    private static final Duration ASK_EVERY = Duration.ofMillis(500);

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
        Columns columns = new Columns()
                .of("ADDRESS", "address")
                .of(
                        "STATUS",
                        node -> node.path("status").asText()
                                + (node.path("leader").asBoolean() ? " (leader)" : ""))
                .of("API", "url")
                .of("SHARDS", "shards")
                .of("RUNS", "runs")
                .of("UP SINCE", "upSince")
                .of("VERSION", "version");
        columns.table(cluster.path("nodes")).print(console.out());
        return ExitCode.OK.number();
    }

    @Command(
            name = "rebalance",
            description = "Has shards move until all nodes have as many, at once, and waits for it.")
    int rebalance(
            @Mixin Connection connection,
            @Option(names = "--dry-run", description = "only show what would move") boolean dryRun) {
        Api api = connection.api();
        JsonNode before = rebalance(api, dryRun);
        boolean moves = !dryRun && !isEven(before);
        JsonNode after = moves ? awaitEven(api) : before;
        if (connection.json()) {
            ObjectNode both = Api.JSON.createObjectNode();
            both.set("before", before);
            both.set("after", after);
            console.out().println(both.toPrettyString());
        } else {
            Table table = new Table("ADDRESS", "SHARDS", "EVEN", "AFTER", "RUNS");
            for (JsonNode node : before.path("nodes")) {
                String address = node.path("address").asText();
                table.row(
                        address,
                        node.path("shards").asText(),
                        node.path("even").asText(),
                        dryRun ? "-" : shards(after, address),
                        node.path("runs").asText());
            }
            table.print(console.out());
            console.out().println(summary(before, dryRun, after));
        }
        return (moves && !isEven(after) ? ExitCode.TIMEOUT : ExitCode.OK).number();
    }

    private static JsonNode rebalance(Api api, boolean dryRun) {
        return api.post("/v1/cluster/rebalance", Api.JSON.createObjectNode().put("dryRun", dryRun));
    }

    /** What it is like when it is even, or after as long as it may take. */
    private static JsonNode awaitEven(Api api) {
        long deadline = System.nanoTime() + EVEN_AFTER.toNanos();
        JsonNode now = rebalance(api, true);
        while (!isEven(now) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(ASK_EVERY.toNanos());
            now = rebalance(api, true);
        }
        return now;
    }

    private static String shards(JsonNode spread, String address) {
        for (JsonNode node : spread.path("nodes")) {
            if (node.path("address").asText().equals(address)) {
                return node.path("shards").asText();
            }
        }
        return "-";
    }

    private static boolean isEven(JsonNode spread) {
        return spread.path("status").asText().equals("even");
    }

    private static String summary(JsonNode before, boolean dryRun, JsonNode after) {
        int moves = before.path("moves").asInt();
        if (after.path("silent").asInt() > 0) {
            return after.path("silent").asInt() + " nodes did not say how many shards they have; ask again.";
        }
        if (dryRun) {
            return moves == 0 ? "The spread is even." : moves + " shards would move.";
        }
        int left = after.path("moves").asInt();
        if (left > 0) {
            return left + " shards have not moved yet; it goes on.";
        }
        return moves == 0 ? "The spread is even." : moves + " shards have moved.";
    }

    @Command(name = "drain", description = "Has a node hand its runs over to the others, and end.")
    int drain(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ADDRESS", description = "of the node, as 'cluster status' shows it")
                    String address) {
        JsonNode draining =
                connection.api().post("/v1/cluster/nodes/" + Api.part(address) + ":drain", Api.JSON.createObjectNode());
        return console.answer(connection, draining, address + " hands its runs over, and ends.");
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

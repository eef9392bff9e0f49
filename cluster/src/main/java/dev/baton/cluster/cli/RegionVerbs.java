package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about regions. */
@Command(name = "region", description = "The regions that share the store.")
final class RegionVerbs {

    private static final double MILLIS_PER_SECOND = 1_000;

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    RegionVerbs(Console console) {
        this.console = console;
    }

    @Command(name = "status", description = "The regions, and how many of the cells each has.")
    int status(@Mixin Connection connection) {
        JsonNode answer = connection.api().get("/v1/regions");
        if (connection.json()) {
            console.out().println(answer.toPrettyString());
            return ExitCode.OK.number();
        }
        Table table = new Table("REGION", "STATUS", "LEASE", "CELLS", "HOME", "ARRIVING", "API", "LABELS");
        for (JsonNode region : answer.path("regions")) {
            table.row(
                    region.path("name").asText() + (region.path("name").equals(answer.path("self")) ? " *" : ""),
                    region.path("status").asText() + (region.path("away").asBoolean() ? ", away" : ""),
                    "%.1fs".formatted(region.path("leaseMs").asLong() / MILLIS_PER_SECOND),
                    region.path("cells").asText(),
                    region.path("home").asText(),
                    region.path("arriving").asText(),
                    region.path("url").asText(),
                    labels(region));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    private static String labels(JsonNode region) {
        List<String> labels = new ArrayList<>();
        region.path("labels")
                .properties()
                .forEach(label ->
                        labels.add(label.getKey() + "=" + label.getValue().asText()));
        return labels.isEmpty() ? "-" : String.join(",", labels);
    }

    @Command(
            name = "failover",
            description = "Has another region take over what a region has: at once if it is lost, else bit by bit."
                    + " It gets nothing back before 'region failback'.")
    int failover(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REGION", description = "that gives everything up") String region,
            @Option(
                            names = "--to",
                            paramLabel = "REGION",
                            description = "that takes it over; default: the one that is asked")
                    @Nullable
                    String to) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (to != null) {
            body.put("to", to);
        }
        JsonNode accepted = connection.api().post("/v1/regions/" + Api.part(region) + ":failover", body);
        String taken = accepted.path("cells").asText();
        return console.answer(
                connection,
                accepted,
                region + " gives everything up; " + taken
                        + " cells are taken over already. 'region status' shows the rest.");
    }

    @Command(
            name = "remove",
            description =
                    "Forgets a region that will not come back: one that is lost, and that another one has taken over.")
    int remove(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REGION", description = "that is to be forgotten") String region) {
        JsonNode removed = connection.api().delete("/v1/regions/" + Api.part(region));
        console.out()
                .println(
                        connection.json()
                                ? removed.toPrettyString()
                                : region + " is forgotten; what was at home there is at home where it is now.");
        return ExitCode.OK.number();
    }

    @Command(name = "failback", description = "Gives a region back what is at home there, bit by bit.")
    int failback(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REGION", description = "that gets it back") String region) {
        JsonNode accepted =
                connection.api().post("/v1/regions/" + Api.part(region) + ":failback", Api.JSON.createObjectNode());
        return console.answer(
                connection,
                accepted,
                region + " gets back what is at home there; 'region status' shows how far it is.");
    }
}

package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code run reset}: what would become of the runs of a tree, or the new run on top. */
final class RunReset {

    private final Console console;
    private final Connection connection;
    private final String run;

    RunReset(Console console, Connection connection, String run) {
        this.console = console;
        this.connection = connection;
        this.run = run;
    }

    int carryOut(
            @Nullable Integer event,
            @Nullable String at,
            @Nullable String id,
            boolean dryRun,
            @Nullable String reason) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (event != null) {
            body.put("event", event);
        }
        put(body, "at", at);
        put(body, "id", id);
        put(body, "reason", reason);
        if (dryRun) {
            body.put("dryRun", true);
        }
        JsonNode answer = connection.api().post("/v1/runs/" + Api.part(run) + ":reset", body);
        if (connection.json()) {
            console.out().println(answer.toPrettyString());
        } else if (dryRun) {
            print(answer);
        } else {
            console.out()
                    .println("run " + answer.path("id").asText() + " goes on in the place of run " + run
                            + " from its event "
                            + answer.at("/forkedFrom/event").asText());
        }
        return ExitCode.OK.number();
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void print(JsonNode plan) {
        console.out().println("back to " + plan.path("at").asText() + "; nothing is done yet");
        Table table = new Table("RUN", "GOES ON AFTER EVENT", "STEPS KEPT", "BEGUN AGAIN");
        for (JsonNode one : plan.path("continued")) {
            table.row(
                    one.path("run").asText(),
                    one.path("event").asText(),
                    one.path("kept").asText(),
                    joined(one.path("repeated")));
        }
        table.print(console.out());
        console.out().println("ended: " + joined(plan.path("ended")));
        console.out().println("forgotten: " + joined(plan.path("forgotten")));
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return all.isEmpty() ? "-" : String.join(", ", all);
    }
}

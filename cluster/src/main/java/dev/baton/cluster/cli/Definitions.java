package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What workflows and agents have in common: they are applied from files, and shown. */
final class Definitions {

    private final Console console;

    Definitions(Console console) {
        this.console = console;
    }

    int apply(Connection connection, List<String> names) {
        return applyAll(connection, DefinitionFiles.read(names, console));
    }

    int apply(Connection connection, DefinitionFiles.Source source) {
        return applyAll(connection, List.of(source));
    }

    private int applyAll(Connection connection, List<DefinitionFiles.Source> sources) {
        Api api = connection.api();
        ArrayNode all = Api.JSON.createArrayNode();
        for (DefinitionFiles.Source source : sources) {
            JsonNode answer = send(api, "/v1/definitions:apply", source);
            answer.path("items").forEach(all::add);
            for (JsonNode warning : answer.path("warnings")) {
                console.err().println("warning: " + source.name() + ": " + Findings.line(warning));
            }
        }
        if (connection.json()) {
            console.out().println(Api.JSON.createObjectNode().set("items", all).toPrettyString());
            return ExitCode.OK.number();
        }
        Table table = new Table("KIND", "NAME", "VERSION", "CHANGE", "DIGEST");
        for (JsonNode one : all) {
            table.row(
                    one.path("kind").asText().toLowerCase(Locale.ROOT),
                    one.path("name").asText(),
                    one.path("version").asText("-"),
                    change(one),
                    shortDigest(one));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    int validate(Connection connection, List<String> names) {
        Api api = connection.api();
        boolean valid = true;
        for (DefinitionFiles.Source source : DefinitionFiles.read(names, console)) {
            JsonNode answer = send(api, "/v1/workflows:validate", source);
            valid &= answer.path("valid").asBoolean();
            if (connection.json()) {
                console.out().println(answer.toPrettyString());
                continue;
            }
            if (answer.path("problems").isEmpty()) {
                console.out().println(source.name() + ": valid");
            }
            for (JsonNode finding : answer.path("problems")) {
                console.out().println(source.name() + ": " + Findings.line(finding));
            }
        }
        return (valid ? ExitCode.OK : ExitCode.INVALID_DEFINITION).number();
    }

    int list(Connection connection, String key, int limit) {
        Listing definitions = Listing.of(key);
        ObjectNode listed = definitions.read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(listed.toPrettyString());
            return ExitCode.OK.number();
        }
        boolean agents = key.equals("agents");
        Table table = agents
                ? new Table("NAME", "VERSION", "APPLIED", "DIGEST", "CIRCUIT")
                : new Table("NAME", "VERSION", "APPLIED", "DIGEST");
        for (JsonNode one : definitions.items(listed)) {
            List<String> row = new ArrayList<>(List.of(
                    one.path("name").asText(),
                    one.path("version").asText(),
                    one.path("appliedAt").asText("-"),
                    shortDigest(one)));
            if (agents) {
                row.add(one.at("/health/state").asText("-"));
            }
            table.row(row.toArray(String[]::new));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    int show(Connection connection, String path) {
        JsonNode definition = connection.api().get(path);
        if (!connection.json() && definition.path("source").isTextual()) {
            console.out().println(definition.path("source").asText().stripTrailing());
            if (definition.path("health").isObject()) {
                console.out().println("# health: " + health(definition.path("health")));
            }
        } else {
            console.out().println(definition.toPrettyString());
        }
        return ExitCode.OK.number();
    }

    /** In one line. */
    private static String health(JsonNode health) {
        StringBuilder line =
                new StringBuilder("circuit ").append(health.path("state").asText());
        if (health.has("since")) {
            line.append(" since ").append(health.path("since").asText());
        }
        if (health.path("failures").asInt() > 0) {
            line.append(", failures in a row: ").append(health.path("failures").asInt());
        }
        if (health.has("nextTry")) {
            line.append(", next try ").append(health.path("nextTry").asText());
        }
        if (health.path("waiting").asInt() > 0) {
            line.append(", calls waiting: ").append(health.path("waiting").asInt());
        }
        if (health.has("nextCallIn")) {
            line.append(", next call in ").append(health.path("nextCallIn").asText());
        }
        if (health.has("lastError")) {
            line.append(", last: ").append(health.path("lastError").asText());
        }
        return line.toString();
    }

    private static JsonNode send(Api api, String path, DefinitionFiles.Source source) {
        try {
            return api.postText(path, Api.YAML_TYPE, source.text());
        } catch (CliFailure refused) {
            throw new CliFailure(
                    refused.exitCode(), source.name() + ": " + refused.getMessage(), refused.next(), refused);
        }
    }

    /** Schedules have no versions. */
    private static String change(JsonNode applied) {
        if (!applied.path("created").asBoolean()) {
            return "unchanged";
        }
        return applied.has("version") ? "new version" : "applied";
    }

    private static String shortDigest(JsonNode definition) {
        String digest = definition.path("digest").asText("-");
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.substring(0, Math.min(12, hex.length()));
    }
}

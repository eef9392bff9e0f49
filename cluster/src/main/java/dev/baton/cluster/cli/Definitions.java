package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What definitions of all kinds have in common: they are applied from files, listed, shown, paused and deleted by their names. */
final class Definitions {

    private final Console console;
    private final String kind;

    /** @param kind such as {@code schedule} */
    Definitions(Console console, String kind) {
        this.console = console;
        this.kind = kind;
    }

    String path(String name) {
        return "/v1/" + kind + "s/" + Api.part(name);
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

    /** Of those that have versions. */
    static Columns versions() {
        return new Columns()
                .of("NAME", "name")
                .of("VERSION", "version")
                .of("APPLIED", "appliedAt")
                .of("DIGEST", Definitions::shortDigest);
    }

    int list(Connection connection, int limit, Columns columns) {
        return Listing.of(kind + "s").print(console, connection, limit, columns);
    }

    /** @param done what is said of it then */
    int tell(Connection connection, String name, String verb, JsonNode body, String done) {
        JsonNode answer = connection.api().post(path(name) + ":" + verb, body);
        return console.answer(connection, answer, kind + " " + name + " " + done);
    }

    /** @param note why, for others; null for nothing */
    int tell(Connection connection, String name, String verb, @Nullable String note, String done) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (note != null) {
            body.put("note", note);
        }
        return tell(connection, name, verb, body, done);
    }

    int delete(Connection connection, String name) {
        return console.answer(connection, connection.api().delete(path(name)), kind + " " + name + " is deleted");
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

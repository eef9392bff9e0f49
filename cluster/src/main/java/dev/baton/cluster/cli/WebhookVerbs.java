package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about webhooks. */
@Command(name = "webhook", description = "Webhooks: which events of runs are sent where.")
final class WebhookVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;
    private final Definitions definitions;

    WebhookVerbs(Console console) {
        this.console = console;
        this.definitions = new Definitions(console);
    }

    private static String path(String name) {
        return "/v1/webhooks/" + Api.part(name);
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

    @Command(name = "list", description = "The webhooks, and whether events get through.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "how many at most")
                    int limit) {
        Listing webhooks = Listing.of("webhooks");
        ObjectNode listed = webhooks.read(connection.api(), limit);
        if (connection.json()) {
            return print(listed.toPrettyString());
        }
        Table table = new Table("NAME", "VERSION", "STATUS", "DELIVERED", "FAILING SINCE");
        for (JsonNode one : webhooks.items(listed)) {
            table.row(
                    one.path("name").asText(),
                    one.path("version").asText(),
                    one.path("status").asText(),
                    one.path("deliveredAt").asText("-"),
                    one.path("failingSince").asText("-"));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "One webhook's definition, and how far it is.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode webhook = connection.api().get(path(name));
        if (connection.json()) {
            return print(webhook.toPrettyString());
        }
        console.out().println(webhook.path("source").asText().stripTrailing());
        console.out().println();
        return print(state(webhook));
    }

    private static String state(JsonNode webhook) {
        StringBuilder state = new StringBuilder(webhook.path("status").asText());
        if (webhook.has("reason")) {
            state.append(": ").append(webhook.path("reason").asText());
        }
        if (webhook.has("failingSince")) {
            state.append("; failing since ").append(webhook.path("failingSince").asText());
        }
        return state.append(webhook.path("replaying").asBoolean() ? "; replaying" : "")
                .append("; position ")
                .append(webhook.path("position").asText())
                .toString();
    }

    @Command(name = "pause", description = "Sends nothing until it is resumed; events wait.")
    int pause(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the webhook") String name,
            @Option(names = "--note", paramLabel = "TEXT", description = "why, for others") @Nullable String note) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (note != null) {
            body.put("note", note);
        }
        JsonNode answer = connection.api().post(path(name) + ":pause", body);
        return print(connection.json() ? answer.toPrettyString() : "webhook " + name + " is paused");
    }

    @Command(name = "resume", description = "Goes on, whatever has stopped it; tries at once what failed before.")
    int resume(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode answer = connection.api().post(path(name) + ":resume", Api.JSON.createObjectNode());
        return print(connection.json() ? answer.toPrettyString() : "webhook " + name + " goes on");
    }

    @Command(name = "test", description = "Sends an event that means nothing, once and now.")
    int test(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode tried = connection.api().post(path(name) + ":test", Api.JSON.createObjectNode());
        print(connection.json() ? tried.toPrettyString() : told(tried));
        return (tried.path("delivered").asBoolean() ? ExitCode.OK : ExitCode.UNAVAILABLE).number();
    }

    private static String told(JsonNode tried) {
        return tried.path("delivered").asBoolean()
                ? "delivered in " + tried.path("millis").asText() + " ms"
                : "not delivered: " + tried.path("problem").asText();
    }

    @Command(name = "deliveries", description = "What was and is to be delivered, the newest events first.")
    int deliveries(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the webhook") String name,
            @Option(names = "--status", paramLabel = "STATUS", description = "pending, delivered or failed") @Nullable
                    String status,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Listing deliveries = Listing.of("webhooks/" + Api.part(name) + "/deliveries", "deliveries")
                .with("status", status);
        ObjectNode listed = deliveries.read(connection.api(), limit);
        if (connection.json()) {
            return print(listed.toPrettyString());
        }
        Table table = new Table("ID", "TYPE", "STATUS", "ATTEMPTS", "NEXT", "LAST TRY");
        for (JsonNode one : deliveries.items(listed)) {
            JsonNode tries = one.path("tries");
            table.row(
                    one.path("id").asText(),
                    one.path("type").asText(),
                    one.path("status").asText(),
                    one.path("attempts").asText(),
                    one.path("nextAt").asText("-"),
                    tries.isEmpty() ? "-" : told(tries.get(tries.size() - 1)));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    @Command(name = "replay", description = "Makes a delivery again, or all since a time or a position of the feed.")
    int replay(
            @Mixin Connection connection,
            @Parameters(index = "0", paramLabel = "NAME", description = "the webhook") String name,
            @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "a delivery") @Nullable String id,
            @Option(names = "--since", paramLabel = "TIME", description = "RFC 3339") @Nullable String since,
            @Option(names = "--position", paramLabel = "POSITION", description = "of the feed of events") @Nullable
                    String position) {
        ObjectNode body = Api.JSON.createObjectNode();
        put(body, "delivery", id);
        put(body, "since", since);
        put(body, "position", position);
        JsonNode answer = connection.api().post(path(name) + ":replay", body);
        return print(connection.json() ? answer.toPrettyString() : "webhook " + name + " delivers again");
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    @Command(name = "delete", description = "Sends nothing more, and forgets what was delivered.")
    int delete(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode answer = connection.api().delete(path(name));
        return print(connection.json() ? answer.toPrettyString() : "webhook " + name + " is deleted");
    }

    private int print(String text) {
        console.out().println(text);
        return ExitCode.OK.number();
    }
}

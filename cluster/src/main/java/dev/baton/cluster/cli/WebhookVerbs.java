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
        this.definitions = new Definitions(console, "webhook");
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
        Columns columns = new Columns()
                .of("NAME", "name")
                .of("VERSION", "version")
                .of("STATUS", "status")
                .of("DELIVERED", "deliveredAt")
                .of("FAILING SINCE", "failingSince");
        return definitions.list(connection, limit, columns);
    }

    @Command(name = "show", description = "One webhook's definition, and how far it is.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode webhook = connection.api().get(definitions.path(name));
        String blank = System.lineSeparator().repeat(2);
        return console.answer(
                connection, webhook, webhook.path("source").asText().stripTrailing() + blank + state(webhook));
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
        return definitions.tell(connection, name, "pause", note, "is paused");
    }

    @Command(name = "resume", description = "Goes on, whatever has stopped it; tries at once what failed before.")
    int resume(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        return definitions.tell(connection, name, "resume", Api.JSON.createObjectNode(), "goes on");
    }

    @Command(name = "test", description = "Sends an event that means nothing, once and now.")
    int test(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        JsonNode tried = connection.api().post(definitions.path(name) + ":test", Api.JSON.createObjectNode());
        console.answer(connection, tried, told(tried));
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
        Columns columns = new Columns()
                .of("ID", "id")
                .of("TYPE", "type")
                .of("STATUS", "status")
                .of("ATTEMPTS", "attempts")
                .of("NEXT", "nextAt")
                .of("LAST TRY", WebhookVerbs::lastTry);
        return Listing.of("webhooks/" + Api.part(name) + "/deliveries", "deliveries")
                .with("status", status)
                .print(console, connection, limit, columns);
    }

    private static String lastTry(JsonNode delivery) {
        JsonNode tries = delivery.path("tries");
        return tries.isEmpty() ? "-" : told(tries.get(tries.size() - 1));
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
        return definitions.tell(connection, name, "replay", body, "delivers again");
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    @Command(name = "delete", description = "Sends nothing more, and forgets what was delivered.")
    int delete(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the webhook") String name) {
        return definitions.delete(connection, name);
    }
}

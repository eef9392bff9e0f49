package dev.baton.http.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.Runs;
import dev.baton.http.exchange.Json;
import dev.baton.http.resource.EventJson;
import dev.baton.http.resource.EventPages;
import dev.baton.http.resource.RunJson;
import dev.baton.http.rpc.RpcError;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs and their histories as resources. */
final class RunResources {

    private static final String JSON = "application/json";
    private static final String RUNS = "baton://runs/";
    private static final Pattern URI =
            Pattern.compile("baton://runs/([A-Za-z0-9._-]{1,128})(/events(?:\\?after=([0-9]{1,18}))?)?");
    private static final int PAGE = 50;
    private static final int EVENTS_MAX = 500;
    private static final int NOT_FOUND = -32002;

    private final Runs runs;
    private final RunIndex index;
    private final EventPages events;

    RunResources(Runs runs, RunIndex index, EventPages events) {
        this.runs = runs;
        this.index = index;
        this.events = events;
    }

    static String uri(String run) {
        return RUNS + run;
    }

    CompletionStage<Answer> list(McpCall call) {
        JsonNode given = call.params().path("cursor");
        Optional<Cursor> cursor = given.isTextual() ? cursor(given.textValue()) : Optional.empty();
        if (!given.isMissingNode() && cursor.isEmpty()) {
            return Answer.refuse(RpcError.invalidParams("params.cursor must be the nextCursor of the page before."));
        }
        RunQuery query = new RunQuery(call.tenant(), RunFilter.ALL, cursor.orElse(null), PAGE);
        return index.list(query).thenApply(page -> new Answer.Result(listed(page)));
    }

    private static Optional<Cursor> cursor(String text) {
        try {
            return Cursor.decode(text);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static ObjectNode listed(Page<RunIndexRow> page) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("resources");
        for (RunIndexRow row : page.items()) {
            ObjectNode resource = result.withArray("resources").addObject();
            resource.put("uri", uri(row.runId())).put("name", row.runId());
            resource.put("title", row.workflow() + ", " + row.status());
            resource.put("mimeType", JSON);
            resource.putObject("annotations")
                    .put("lastModified", row.updatedAt().toString());
        }
        if (page.next() != null) {
            result.put("nextCursor", page.next().encode());
        }
        return result;
    }

    static ObjectNode templates() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("resourceTemplates")
                .add(template("{id}", "run", "A run: its status, steps, input and output."))
                .add(template(
                        "{id}/events{?after}", "history", "The history of a run, after the event of this number."));
        return result;
    }

    private static ObjectNode template(String path, String name, String description) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("uriTemplate", RUNS + path)
                .put("name", name)
                .put("description", description)
                .put("mimeType", JSON);
    }

    CompletionStage<Answer> read(McpCall call) {
        String uri = call.text("uri");
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) {
            return Answer.refuse(unknown(call, uri));
        }
        RunKey run = call.exchange().run(matcher.group(1));
        CompletionStage<Optional<JsonNode>> content =
                matcher.group(2) == null ? run(run) : history(run, matcher.group(3));
        return content.thenApply(found -> found.<Answer>map(json -> new Answer.Result(contents(uri, json)))
                .orElseGet(() -> new Answer.Refused(unknown(call, uri))));
    }

    private CompletionStage<Optional<JsonNode>> run(RunKey run) {
        return runs.get(run).thenApply(reply -> switch (reply) {
            case Runs.Reply.Done done ->
                Optional.of(tree(out -> RunJson.write(out, done.state(), new RunJson.View(false, false, true))));
            case Runs.Reply.Refused ignored -> Optional.empty();
        });
    }

    private CompletionStage<Optional<JsonNode>> history(RunKey run, @Nullable String after) {
        long from = after == null ? 0 : Long.parseLong(after);
        return events.after(run, from, EVENTS_MAX)
                .thenCompose(page -> page.events().isEmpty()
                        ? run(run).thenApply(there -> there.map(ignored -> history(page, from)))
                        : CompletableFuture.completedFuture(Optional.of(history(page, from))));
    }

    private static JsonNode history(EventPages.EventPage page, long after) {
        return tree(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("events");
            for (EventPages.Numbered event : page.events()) {
                EventJson.write(out, event.commit(), event.number(), event.event());
            }
            out.writeEndArray();
            more(out, page, after);
            out.writeEndObject();
        });
    }

    private static void more(JsonGenerator out, EventPages.EventPage page, long after) throws IOException {
        if (page.more()) {
            out.writeNumberField("next", page.last(after));
        }
    }

    private static JsonNode tree(Json.Writer writer) {
        return Json.stored(Json.write(writer).utf8String());
    }

    private static ObjectNode contents(String uri, JsonNode json) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", JSON)
                .put("text", json.toString());
        return result;
    }

    private static RpcError unknown(McpCall call, String uri) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("uri", uri);
        return RpcError.with(
                400, call.stateless() ? RpcError.INVALID_PARAMS : NOT_FOUND, "There is no resource " + uri + ".", data);
    }
}

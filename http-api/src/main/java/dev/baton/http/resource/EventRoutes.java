package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunKey;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/runs/{id}/events}: the history, as pages or, if the caller accepts an event stream, live. */
final class EventRoutes {

    static final int EVENTS_USUAL = 200;
    static final int EVENTS_MAX = 1_000;

    private final RunIndex index;
    private final EventPages pages;
    private final EventStreams streams;

    EventRoutes(RunIndex index, EventPages pages, EventStreams streams) {
        this.index = index;
        this.pages = pages;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/runs/{id}/events", this::events));
    }

    private CompletionStage<HttpResponse> events(Exchange exchange) {
        Parameters query = exchange.query();
        long after = query.number("after", 0, 0, Long.MAX_VALUE - 1);
        int limit = query.integer("limit", EVENTS_USUAL, 1, EVENTS_MAX);
        boolean contents = "true".equals(query.choice("contents", Set.of("true", "false")));
        Optional<Refusal> refusal = query.refusal();
        String id = exchange.path(0);
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        if (!RunIds.isOne(id)) {
            return exchange.refuse(RunAnswers.notFound(id));
        }
        String accept = exchange.header("Accept");
        return accept != null && accept.contains("text/event-stream")
                ? stream(exchange, exchange.run(id), after, contents)
                : page(exchange, exchange.run(id), after, limit, contents);
    }

    private CompletionStage<HttpResponse> page(Exchange exchange, RunKey run, long after, int limit, boolean contents) {
        return pages.after(run, after, limit)
                .thenCompose(page -> page.events().isEmpty()
                        ? ifExists(exchange, run, () -> Answers.json(200, out -> write(out, page, contents)))
                        : Answers.now(Answers.json(200, out -> write(out, page, contents))));
    }

    private static void write(JsonGenerator out, EventPages.EventPage page, boolean contents) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("events");
        for (EventPages.Numbered event : page.events()) {
            EventJson.write(out, event.commit(), event.number(), event.event(), contents);
        }
        out.writeEndArray();
        if (page.more()) {
            out.writeNumberField("next", page.last(0));
        }
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> ifExists(
            Exchange exchange, RunKey run, java.util.function.Supplier<HttpResponse> answer) {
        return index.get(run)
                .thenApply(row -> row.isPresent() ? answer.get() : exchange.refusal(RunAnswers.notFound(run.runId())));
    }

    private CompletionStage<HttpResponse> stream(Exchange exchange, RunKey run, long after, boolean contents) {
        @Nullable String last = exchange.header("Last-Event-ID");
        long from = after;
        if (last != null) {
            try {
                from = Math.max(0, Long.parseLong(last));
            } catch (NumberFormatException e) {
                return exchange.refuse(Refusal.of(
                        ErrorCode.INVALID_HEADER,
                        "Last-Event-ID must be the number of an event.",
                        "Send the id of the last event that you got, or none."));
            }
        }
        long known = from;
        return index.get(run)
                .thenCompose(row -> row.isPresent()
                        ? streams.open(exchange, run, known, contents)
                        : exchange.refuse(RunAnswers.notFound(run.runId())));
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.IncidentIndex;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/incidents}: where a run cannot go on by itself, and what a person says it shall do. */
final class IncidentRoutes {

    private static final int COMMENT_CHARS_MAX = 10_000;
    private static final int PAGE_USUAL = 50;
    private static final Map<String, Resolution> ACTIONS = Stream.of(Resolution.values())
            .collect(Collectors.toMap(
                    resolution -> resolution.name().toLowerCase(Locale.ROOT), resolution -> resolution));

    private final Runs runs;
    private final IncidentIndex index;
    private final EventPages pages;
    private final Admission admission;

    IncidentRoutes(Runs runs, IncidentIndex index, EventPages pages, Admission admission) {
        this.runs = runs;
        this.index = index;
        this.pages = pages;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/incidents", this::list),
                Route.get("/v1/incidents/{id}", this::get),
                Route.post("/v1/incidents/{id}:resolve", Content.JSON, this::resolve));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        Parameters query = exchange.query();
        @Nullable String status = query.choice("status", Set.of("open", "resolved"));
        @Nullable String run = query.text("run");
        var after = query.cursor("cursor");
        int limit = query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX);
        if (run != null && !RunIds.isOne(run)) {
            query.fault("run", "out-of-range", "must " + RunIds.RULE);
        }
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : index.list(exchange.tenant(), status, run, after, limit)
                        .thenApply(page -> Answers.json(200, out -> {
                            out.writeStartObject();
                            out.writeArrayFieldStart("incidents");
                            for (IncidentRow row : page.items()) {
                                write(out, row);
                            }
                            out.writeEndArray();
                            if (page.next() != null) {
                                out.writeStringField("next", page.next().encode());
                            }
                            out.writeEndObject();
                        }));
    }

    private static void write(JsonGenerator out, IncidentRow row) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", row.id());
        out.writeStringField("run", row.runId());
        if (!row.step().isEmpty()) {
            out.writeStringField("path", row.step());
        }
        out.writeStringField("status", row.status());
        out.writeObjectFieldStart("error");
        out.writeStringField("kind", row.kind());
        out.writeStringField("message", row.message());
        out.writeEndObject();
        RunJson.time(out, "raisedAt", row.raisedAt());
        RunJson.time(out, "resolvedAt", row.resolvedAt());
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent() ? exchange.refuse(refusal.get()) : show(exchange);
    }

    private CompletionStage<HttpResponse> show(Exchange exchange) {
        return found(exchange, (run, row) -> Answers.now(Answers.json(200, out -> write(out, row))));
    }

    private CompletionStage<HttpResponse> found(
            Exchange exchange, BiFunction<RunKey, IncidentRow, CompletionStage<HttpResponse>> next) {
        String id = exchange.path(0);
        Optional<RunKey> run = PartIds.run(exchange, id);
        Refusal unknown = Refusal.of(
                ErrorCode.INCIDENT_NOT_FOUND,
                "There is no incident " + id + ".",
                "GET /v1/incidents lists those that there are.");
        return run.isEmpty()
                ? exchange.refuse(unknown)
                : index.get(exchange.tenant(), id)
                        .thenCompose(
                                row -> row.isEmpty() ? exchange.refuse(unknown) : next.apply(run.get(), row.get()));
    }

    private CompletionStage<HttpResponse> resolve(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> found(exchange, (run, row) -> resolve(exchange, run, row, Fields.of(body))));
    }

    private CompletionStage<HttpResponse> resolve(Exchange exchange, RunKey run, IncidentRow row, Fields fields) {
        String action = fields.requiredText("action", Names.CHARS_MAX);
        JsonNode output = fields.json("output");
        String comment = fields.text("comment", COMMENT_CHARS_MAX);
        @Nullable Resolution resolution = ACTIONS.get(action);
        if (resolution == null && !action.isEmpty()) {
            fields.fault("action", "out-of-range", "must be retry, skip or fail");
        } else if (output != null && resolution != Resolution.SKIP) {
            fields.fault("output", "out-of-range", "goes only with the action skip");
        }
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent() || resolution == null) {
            return exchange.refuse(refusal.orElseThrow());
        }
        RunCommand command = new RunCommand.ResolveIncident(
                row.id(), resolution, output == null ? null : new Payload(output), comment);
        return runs.tell(run, command, exchange.principal(), "incident:" + row.id())
                .thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Done ignored -> show(exchange);
                    case Runs.Reply.Refused refused
                    when row.status().equals("resolved") -> repeated(exchange, run, row, resolution);
                    case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
                });
    }

    /** The same resolution again is no mistake: the first answer may have been lost. */
    private CompletionStage<HttpResponse> repeated(
            Exchange exchange, RunKey run, IncidentRow row, Resolution resolution) {
        return pages.find(
                        run,
                        event -> event instanceof RunEvent.IncidentResolved resolved
                                && resolved.incident().equals(row.id())
                                && resolved.resolution() == resolution)
                .thenCompose(same -> same
                        ? show(exchange)
                        : exchange.refuse(Refusal.of(
                                ErrorCode.INCIDENT_RESOLVED,
                                "The incident " + row.id() + " is resolved already, otherwise than by this action.")));
    }
}

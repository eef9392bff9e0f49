package dev.baton.http.resource;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkCommand;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkRejection;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.bulkwork.BulkOperations;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.Page;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/bulk-operations}: one verb for all runs that match a filter. */
final class BulkRoutes {

    private static final int PAGE_USUAL = 50;
    private static final String LISTED = "GET /v1/bulk-operations lists those that there are.";

    private final BulkOperations operations;
    private final Definitions definitions;
    private final Admission admission;
    private final InstantSource clock;

    BulkRoutes(BulkOperations operations, Definitions definitions, Admission admission, InstantSource clock) {
        this.operations = operations;
        this.definitions = definitions;
        this.admission = admission;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/bulk-operations", Content.JSON, this::begin),
                Route.get("/v1/bulk-operations", this::list),
                Route.get("/v1/bulk-operations/{id}", this::get),
                Route.get("/v1/bulk-operations/{id}/events", this::events),
                Route.post("/v1/bulk-operations/{id}:stop", Content.JSON_OR_NOTHING, this::stop));
    }

    private static BulkKey key(Exchange exchange) {
        return new BulkKey(exchange.tenant(), exchange.path(0));
    }

    private CompletionStage<HttpResponse> begin(Exchange exchange) {
        @Nullable String idempotencyKey = exchange.header("Idempotency-Key");
        Optional<Refusal> refusal = RunIds.badKey(idempotencyKey)
                .or(() -> exchange.query().refusal())
                .or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(json -> {
                    BulkBody body = BulkBody.read(json);
                    return body.refusal().isPresent()
                            ? exchange.refuse(body.refusal().get())
                            : find(exchange, body, idempotencyKey);
                });
    }

    /** The version that runs are moved to must be there. */
    private CompletionStage<HttpResponse> find(Exchange exchange, BulkBody body, @Nullable String idempotencyKey) {
        BulkVerb verb = Objects.requireNonNull(body.verb());
        if (!(verb instanceof BulkVerb.Migrate migrate)) {
            return begin(exchange, body, verb, idempotencyKey);
        }
        String workflow = Objects.requireNonNull(body.filter().workflow());
        return definitions
                .version(exchange.tenant(), workflow, migrate.version())
                .thenCompose(found -> found.isEmpty()
                        ? exchange.refuse(Refusal.of(
                                ErrorCode.WORKFLOW_NOT_FOUND,
                                "There is no version " + migrate.version() + " of workflow " + workflow + ".",
                                "GET /v1/workflows/" + workflow + "/versions lists those that there are."))
                        : begin(
                                exchange,
                                body,
                                new BulkVerb.Migrate(
                                        migrate.version(),
                                        found.get().definition().digest(),
                                        migrate.reason()),
                                idempotencyKey));
    }

    private CompletionStage<HttpResponse> begin(
            Exchange exchange, BulkBody body, BulkVerb verb, @Nullable String idempotencyKey) {
        BulkOperations.Wanted wanted =
                new BulkOperations.Wanted(verb, body.filter(), body.runsPerSecond(), body.digest());
        if (body.dryRun()) {
            return operations
                    .preview(exchange.tenant(), wanted)
                    .thenApply(preview -> Answers.json(200, out -> BulkJson.write(out, wanted, preview)));
        }
        String id = RunIds.given(exchange.tenant(), null, idempotencyKey, clock.instant());
        return operations
                .begin(new BulkKey(exchange.tenant(), id), wanted, body.confirmation(), exchange.principal())
                .thenApply(reply -> answer(
                        exchange,
                        reply,
                        done -> Answers.json(202, out -> BulkJson.write(out, done.state()))
                                .addHeader(Answers.header("Location", "/v1/bulk-operations/" + id))));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        Parameters query = exchange.query();
        @Nullable Cursor after = query.cursor("cursor");
        int limit = query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : operations.list(exchange.tenant(), after, limit).thenApply(BulkRoutes::list);
    }

    private static HttpResponse list(Page<BulkState> page) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("operations");
            for (BulkState state : page.items()) {
                BulkJson.write(out, state);
            }
            out.writeEndArray();
            if (page.next() != null) {
                out.writeStringField("next", page.next().encode());
            }
            out.writeEndObject();
        });
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : operations
                        .get(key(exchange))
                        .thenApply(found -> found.isPresent()
                                ? Answers.json(200, out -> BulkJson.write(out, found.get()))
                                : exchange.refusal(notFound(exchange.path(0))));
    }

    private CompletionStage<HttpResponse> events(Exchange exchange) {
        Parameters query = exchange.query();
        long before = query.number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : operations
                        .history(key(exchange), before, limit + 1)
                        .thenApply(changes -> changes.isEmpty() && before == Long.MAX_VALUE
                                ? exchange.refusal(notFound(exchange.path(0)))
                                : events(changes, limit));
    }

    /** A page holds whole changes: the limit is on them. */
    private static HttpResponse events(List<BulkChange> changes, int limit) {
        boolean more = changes.size() > limit;
        List<BulkChange> shown = more ? changes.subList(0, limit) : changes;
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("events");
            for (BulkChange change : shown) {
                BulkJson.writeEvents(out, change);
            }
            out.writeEndArray();
            if (more) {
                out.writeStringField("next", Long.toString(shown.getLast().firstEvent()));
            }
            out.writeEndObject();
        });
    }

    private CompletionStage<HttpResponse> stop(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> {
                    Fields fields = Fields.of(body);
                    BulkCommand stop = new BulkCommand.Stop(fields.text("reason", RunRoutes.REASON_CHARS_MAX));
                    Optional<Refusal> wrong = fields.refusal();
                    return wrong.isPresent()
                            ? exchange.refuse(wrong.get())
                            : operations
                                    .tell(key(exchange), stop, exchange.principal())
                                    .thenApply(reply -> answer(
                                            exchange,
                                            reply,
                                            done -> Answers.json(200, out -> BulkJson.write(out, done.state()))));
                });
    }

    private static HttpResponse answer(
            Exchange exchange, BulkOperations.Reply reply, Function<BulkOperations.Reply.Done, HttpResponse> answer) {
        return switch (reply) {
            case BulkOperations.Reply.Done done -> answer.apply(done);
            case BulkOperations.Reply.Refused refused -> exchange.refusal(refusal(refused.rejection()));
        };
    }

    private static Refusal refusal(BulkRejection rejection) {
        String message = rejection.message();
        return switch (rejection.code()) {
            case BULK_NOT_FOUND -> Refusal.of(ErrorCode.BULK_NOT_FOUND, message, LISTED);
            case BULK_EXISTS -> Refusal.of(ErrorCode.BULK_EXISTS, message);
            case BULK_NOT_CONFIRMED ->
                Refusal.of(
                        ErrorCode.BULK_NOT_CONFIRMED,
                        message,
                        "Send the request with \"dryRun\": true, look at what it would reach, and send it again with the"
                                + " 'confirm' of that answer.");
            case BULK_GREW -> Refusal.of(ErrorCode.BULK_GREW, message, "Look at a new preview.");
            case BULK_TOO_LARGE -> Refusal.of(ErrorCode.BULK_TOO_LARGE, message, "Ask for fewer, by their start.");
            case TOO_MANY_BULK_OPERATIONS ->
                Refusal.of(ErrorCode.TOO_MANY_BULK_OPERATIONS, message, "Wait for one to end, or stop one.");
        };
    }

    private static Refusal notFound(String id) {
        return Refusal.of(ErrorCode.BULK_NOT_FOUND, "There is no bulk operation " + id + ".", LISTED);
    }
}

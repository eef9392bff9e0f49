package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.port.Page;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleDecider;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/schedules}: what starts runs at certain times. */
final class ScheduleRoutes {

    private static final int NOTE_CHARS_MAX = 1_000;
    private static final int KEY_CHARS_MAX = 256;

    /** Times to come that a schedule shows. */
    private static final int TIMES_SHOWN = 5;

    private final Schedules schedules;
    private final Admission admission;
    private final InstantSource clock;
    private final NamedDefinitions<ScheduleDefinition> definitions;

    ScheduleRoutes(Schedules schedules, Compiler compiler, Admission admission, InstantSource clock) {
        this.schedules = schedules;
        this.admission = admission;
        this.clock = clock;
        this.definitions = new NamedDefinitions<>(
                "Schedule",
                ErrorCode.SCHEDULE_NOT_FOUND,
                Compiled::schedules,
                ScheduleDefinition::name,
                compiler,
                admission);
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/schedules/{name}", Content.DEFINITION, this::put),
                Route.delete("/v1/schedules/{name}", this::delete),
                Route.get("/v1/schedules", this::list),
                Route.get("/v1/schedules/{name}", this::get),
                Route.get("/v1/schedules/{name}/events", this::events),
                Route.post("/v1/schedules/{name}:pause", Content.JSON_OR_NOTHING, this::pause),
                Route.post("/v1/schedules/{name}:resume", Content.JSON_OR_NOTHING, this::resume),
                Route.post("/v1/schedules/{name}:trigger", Content.JSON_OR_NOTHING, this::trigger),
                Route.post("/v1/schedules/{name}:backfill", Content.JSON, this::backfill));
    }

    private static ScheduleKey key(Exchange exchange) {
        return new ScheduleKey(exchange.tenant(), exchange.path(0));
    }

    private CompletionStage<HttpResponse> put(Exchange exchange) {
        return definitions.put(
                exchange,
                (definition, source, problems) ->
                        tell(exchange, new ScheduleCommand.Apply(definition, source), done -> {
                            boolean created = done.changed()
                                    && done.state()
                                            .definition()
                                            .createdAt()
                                            .equals(done.state().definition().at());
                            return definitions.applied(definition, created, problems, out -> {
                                ScheduleJson.writeHead(out, done.state());
                                out.writeBooleanField("changed", done.changed());
                            });
                        }));
    }

    private CompletionStage<HttpResponse> delete(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : tell(
                        exchange,
                        new ScheduleCommand.Delete(),
                        done -> NamedDefinitions.deleted(done.state().key().name()));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        return Listing.byName(
                exchange,
                "schedules",
                (after, limit) -> schedules.list(exchange.tenant(), after, limit),
                state -> state.key().name(),
                ScheduleRoutes::writeList);
    }

    private static void writeList(JsonGenerator out, List<ScheduleState> shown) throws IOException {
        out.writeStartArray();
        for (ScheduleState state : shown) {
            out.writeStartObject();
            ScheduleJson.writeHead(out, state);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private ScheduleDefinition definition(ScheduleState state) {
        return Objects.requireNonNull(schedules.definition(state));
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : schedules
                        .get(key(exchange))
                        .thenApply(found -> found.isPresent()
                                ? show(found.get())
                                : exchange.refusal(definitions.unknown(exchange.path(0))));
    }

    private HttpResponse show(ScheduleState state) {
        ScheduleDefinition definition = definition(state);
        @Nullable Instant next = state.next();
        List<Instant> times = next == null ? List.of() : definition.times().between(next, Instant.MAX, TIMES_SHOWN);
        return Answers.json(200, out -> ScheduleJson.write(out, state, times));
    }

    private CompletionStage<HttpResponse> events(Exchange exchange) {
        Parameters query = exchange.query();
        long before = query.number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = query.integer("limit", Listing.LIMIT_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : schedules
                        .history(key(exchange), before, limit + 1)
                        .thenApply(changes -> changes.isEmpty() && before == Long.MAX_VALUE
                                ? exchange.refusal(definitions.unknown(exchange.path(0)))
                                : events(changes, limit));
    }

    /** A page holds whole changes: the limit is on them. */
    private static HttpResponse events(List<ScheduleChange> changes, int limit) {
        return Listing.part(
                changes, limit, "events", last -> Long.toString(last.firstEvent()), ScheduleRoutes::writeEvents);
    }

    private static void writeEvents(JsonGenerator out, List<ScheduleChange> shown) throws IOException {
        out.writeStartArray();
        for (ScheduleChange change : shown) {
            ScheduleJson.writeEvents(out, change);
        }
        out.writeEndArray();
    }

    private CompletionStage<HttpResponse> pause(Exchange exchange) {
        return noted(exchange, ScheduleCommand.Pause::new);
    }

    private CompletionStage<HttpResponse> resume(Exchange exchange) {
        return noted(exchange, ScheduleCommand.Resume::new);
    }

    private CompletionStage<HttpResponse> noted(Exchange exchange, Function<String, ScheduleCommand> command) {
        return read(exchange, (body, fields) -> {
            @Nullable String note = fields.text("note", NOTE_CHARS_MAX);
            Optional<Refusal> wrong = fields.refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : tell(exchange, command.apply(note == null ? "" : note), done -> show(done.state()));
        });
    }

    private CompletionStage<HttpResponse> trigger(Exchange exchange) {
        return read(exchange, (body, fields) -> {
            @Nullable JsonNode input = fields.json("input");
            String id = id(exchange);
            Optional<Refusal> wrong = fields.refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : tell(exchange, new ScheduleCommand.Trigger(id, input), done -> {
                        String run = ScheduleDecider.manualRunId(done.state(), id);
                        return Answers.json(202, out -> {
                                    out.writeStartObject();
                                    out.writeStringField("run", run);
                                    out.writeEndObject();
                                })
                                .addHeader(Answers.header("Location", "/v1/runs/" + run));
                    });
        });
    }

    private CompletionStage<HttpResponse> backfill(Exchange exchange) {
        return read(exchange, (body, fields) -> {
            @Nullable Instant from = fields.instant("from");
            @Nullable Instant to = fields.instant("to");
            boolean dryRun = Boolean.TRUE.equals(fields.flag("dryRun"));
            required(body, fields, "from");
            required(body, fields, "to");
            if (from != null && to != null && to.isBefore(from)) {
                fields.fault("to", "out-of-range", "must not be before 'from'");
            }
            if (to != null && to.isAfter(clock.instant())) {
                fields.fault("to", "out-of-range", "must not be in the future");
            }
            Optional<Refusal> wrong = fields.refusal();
            if (wrong.isPresent() || from == null || to == null) {
                return exchange.refuse(wrong.orElseThrow());
            }
            ScheduleCommand.Backfill backfill = new ScheduleCommand.Backfill(id(exchange), from, to);
            return dryRun
                    ? preview(exchange, backfill)
                    : tell(exchange, backfill, done -> planned(done, backfill, 202));
        });
    }

    private static void required(JsonNode body, Fields fields, String name) {
        if (!body.hasNonNull(name)) {
            fields.fault(name, "missing-field", "is required");
        }
    }

    private CompletionStage<HttpResponse> preview(Exchange exchange, ScheduleCommand.Backfill backfill) {
        return schedules
                .get(key(exchange))
                .thenApply(found -> found.isPresent()
                        ? planned(new Schedules.Reply.Done(found.get(), false), backfill, 200)
                        : exchange.refusal(definitions.unknown(exchange.path(0))));
    }

    private HttpResponse planned(Schedules.Reply.Done done, ScheduleCommand.Backfill backfill, int status) {
        List<Instant> times = ScheduleDecider.preview(definition(done.state()), backfill.from(), backfill.to());
        return Answers.json(status, out -> {
            out.writeStartObject();
            out.writeStringField("id", backfill.id());
            out.writeBooleanField("dryRun", status == 200);
            out.writeNumberField("count", Math.min(times.size(), ScheduleDecider.BACKFILL_MAX));
            out.writeBooleanField("tooMany", times.size() > ScheduleDecider.BACKFILL_MAX);
            RunJson.time(out, "first", times.isEmpty() ? null : times.getFirst());
            RunJson.time(out, "last", times.isEmpty() ? null : times.getLast());
            out.writeEndObject();
        });
    }

    /** By which the same request is known. */
    private String id(Exchange exchange) {
        @Nullable String key = exchange.header("Idempotency-Key");
        return key == null ? RunIds.random(clock.instant()) : RunIds.derived(exchange.tenant(), key);
    }

    /** What is done with a body that is an object. */
    @FunctionalInterface
    private interface Reading {
        CompletionStage<HttpResponse> of(JsonNode body, Fields fields);
    }

    private CompletionStage<HttpResponse> read(Exchange exchange, Reading reading) {
        @Nullable String key = exchange.header("Idempotency-Key");
        Optional<Refusal> refusal = key != null && (key.isEmpty() || key.length() > KEY_CHARS_MAX)
                ? Optional.of(Refusal.of(
                        ErrorCode.INVALID_HEADER, "Idempotency-Key must have 1 to " + KEY_CHARS_MAX + " characters."))
                : exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> reading.of(body, Fields.of(body)));
    }

    private CompletionStage<HttpResponse> tell(
            Exchange exchange, ScheduleCommand command, Function<Schedules.Reply.Done, HttpResponse> answer) {
        return schedules.tell(key(exchange), command, exchange.principal()).thenApply(reply -> switch (reply) {
            case Schedules.Reply.Done done -> answer.apply(done);
            case Schedules.Reply.Refused refused -> exchange.refusal(refusal(refused, exchange.path(0)));
        });
    }

    private Refusal refusal(Schedules.Reply.Refused refused, String name) {
        String message = refused.rejection().message();
        return switch (refused.rejection().code()) {
            case SCHEDULE_NOT_FOUND -> definitions.unknown(name);
            case BACKFILL_TOO_LARGE ->
                Refusal.of(ErrorCode.BACKFILL_TOO_LARGE, message, "Ask for shorter ranges, one after the other.");
            case TOO_MANY_BACKFILLS -> Refusal.of(ErrorCode.TOO_MANY_BACKFILLS, message, "Wait for one to end.");
            case TOO_MANY_STARTS -> Refusal.of(ErrorCode.TOO_MANY_STARTS, message, "Try again later.");
            case INVALID_INPUT ->
                Refusal.of(ErrorCode.INVALID_INPUT, message, List.of(Fault.at("/input", "input", message)));
        };
    }
}

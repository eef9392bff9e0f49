package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleDecider;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/schedules/{name}:VERB}: schedules are paused, resumed, and made to start runs besides their times. */
final class ScheduleVerbs {

    private static final int KEY_CHARS_MAX = 256;

    private final ScheduleAnswers answers;
    private final Admission admission;
    private final InstantSource clock;

    ScheduleVerbs(ScheduleAnswers answers, Admission admission, InstantSource clock) {
        this.answers = answers;
        this.admission = admission;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/schedules/{name}:pause", Content.JSON_OR_NOTHING, this::pause),
                Route.post("/v1/schedules/{name}:resume", Content.JSON_OR_NOTHING, this::resume),
                Route.post("/v1/schedules/{name}:trigger", Content.JSON_OR_NOTHING, this::trigger),
                Route.post("/v1/schedules/{name}:backfill", Content.JSON, this::backfill));
    }

    private CompletionStage<HttpResponse> pause(Exchange exchange) {
        return noted(exchange, ScheduleCommand.Pause::new);
    }

    private CompletionStage<HttpResponse> resume(Exchange exchange) {
        return noted(exchange, ScheduleCommand.Resume::new);
    }

    private CompletionStage<HttpResponse> noted(Exchange exchange, Function<String, ScheduleCommand> command) {
        return read(exchange, (body, fields) -> {
            @Nullable String note = fields.text("note", NamedDefinitions.NOTE_CHARS_MAX);
            Optional<Refusal> wrong = fields.refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : answers.tell(
                            exchange, command.apply(note == null ? "" : note), done -> answers.show(done.state()));
        });
    }

    private CompletionStage<HttpResponse> trigger(Exchange exchange) {
        return read(exchange, (body, fields) -> {
            @Nullable JsonNode input = fields.json("input");
            String id = id(exchange);
            Optional<Refusal> wrong = fields.refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : answers.tell(exchange, new ScheduleCommand.Trigger(id, input), done -> {
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
                    : answers.tell(exchange, backfill, done -> planned(done.state(), backfill, 202));
        });
    }

    private static void required(JsonNode body, Fields fields, String name) {
        if (!body.hasNonNull(name)) {
            fields.fault(name, "missing-field", "is required");
        }
    }

    private CompletionStage<HttpResponse> preview(Exchange exchange, ScheduleCommand.Backfill backfill) {
        return answers.existing(exchange, found -> planned(found, backfill, 200));
    }

    private HttpResponse planned(ScheduleState state, ScheduleCommand.Backfill backfill, int status) {
        List<Instant> times = ScheduleDecider.preview(answers.definition(state), backfill.from(), backfill.to());
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
}

package dev.baton.http.resource;

import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** What schedules answer to commands, and how they are shown. */
record ScheduleAnswers(Schedules schedules, NamedDefinitions<ScheduleDefinition> definitions) {

    /** Times to come that a schedule shows. */
    private static final int TIMES_SHOWN = 5;

    static ScheduleKey key(Exchange exchange) {
        return new ScheduleKey(exchange.tenant(), exchange.path(0));
    }

    CompletionStage<HttpResponse> tell(
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

    /** Of a schedule that there is. */
    CompletionStage<HttpResponse> existing(Exchange exchange, Function<ScheduleState, HttpResponse> answer) {
        return definitions.existing(exchange, schedules.get(key(exchange)), found -> Answers.now(answer.apply(found)));
    }

    ScheduleDefinition definition(ScheduleState state) {
        return Objects.requireNonNull(schedules.definition(state));
    }

    HttpResponse show(ScheduleState state) {
        ScheduleDefinition definition = definition(state);
        @Nullable Instant next = state.next();
        List<Instant> times = next == null ? List.of() : definition.times().between(next, Instant.MAX, TIMES_SHOWN);
        return Answers.json(200, out -> ScheduleJson.write(out, state, times));
    }
}

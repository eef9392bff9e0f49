package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.OutsideResults.Recording;
import dev.baton.actors.run.AttemptResult;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v1/callbacks/{token}}: an agent that said 202 says now what came of it; {@code :nudge}, only that something
 * has happened. The token is its right to.
 */
final class CallbackRoute {

    private final Callbacks callbacks;
    private final OutsideResults results;
    private final Admission admission;
    private final Consumer<Callbacks.Subject> nudges;

    CallbackRoute(
            Callbacks callbacks, OutsideResults results, Consumer<Callbacks.Subject> nudges, Admission admission) {
        this.nudges = nudges;
        this.callbacks = callbacks;
        this.results = results;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/callbacks/{token}", Route.Content.JSON, this::take),
                Route.post("/v1/callbacks/{token}" + Callbacks.NUDGE, Route.Content.ANY, this::nudge));
    }

    /** Whatever it says: the attempt looks for itself. */
    private CompletionStage<HttpResponse> nudge(Exchange exchange) {
        Optional<Callbacks.Subject> subject = callbacks.verify(exchange.path(0));
        if (subject.isEmpty()) {
            return exchange.refuse(unknown("This callback was not handed out by Baton."));
        }
        return exchange.bytes(body -> {
            nudges.accept(subject.get());
            return Answers.now(Answers.empty(202));
        });
    }

    private CompletionStage<HttpResponse> take(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Optional<Callbacks.Subject> subject = callbacks.verify(exchange.path(0));
        return subject.isEmpty()
                ? exchange.refuse(unknown("This callback was not handed out by Baton."))
                : exchange.json(body -> take(exchange, subject.get(), body));
    }

    private static Refusal unknown(String detail) {
        return Refusal.of(
                ErrorCode.CALLBACK_NOT_FOUND,
                detail,
                "Post to the URL exactly as it came in the request's 'callback'.");
    }

    private CompletionStage<HttpResponse> take(Exchange exchange, Callbacks.Subject subject, JsonNode body) {
        Fields fields = Fields.of(body);
        AttemptResult result = body.has("error")
                ? new AttemptResult.Failed(ReportedResult.error(fields), null)
                : ReportedResult.succeeded(fields);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : results.record(subject.tenant(), subject.attempt(), result, exchange.principal(), "callback")
                        .thenApply(recording -> answer(exchange, subject.attempt(), recording));
    }

    private static HttpResponse answer(Exchange exchange, String attempt, Recording recording) {
        return switch (recording) {
            case Recording.Recorded done
            when done.invalid() != null -> exchange.refusal(ReportedResult.invalid(done.invalid()));
            case Recording.Recorded done -> ReportedResult.recorded(attempt, done.changed());
            case Recording.Over over -> exchange.refusal(ReportedResult.over(over.reason()));
            case Recording.Unknown ignored -> exchange.refusal(unknown("There is no such attempt."));
            case Recording.Unavailable outage ->
                exchange.refusal(Refusal.later(ErrorCode.RUN_UNREACHABLE, outage.reason(), outage.retryAfter()));
        };
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.AttemptResult;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code POST /v1/callbacks/{token}}: an agent that said 202 says now what came of it. The token is its right to. */
final class CallbackRoute {

    private final Callbacks callbacks;
    private final AttemptResults results;
    private final Admission admission;

    CallbackRoute(Callbacks callbacks, AttemptResults results, Admission admission) {
        this.callbacks = callbacks;
        this.results = results;
        this.admission = admission;
    }

    Route route() {
        return Route.post("/v1/callbacks/{token}", Route.Content.JSON, this::take);
    }

    private CompletionStage<HttpResponse> take(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Optional<Callbacks.Subject> subject = callbacks
                .verify(exchange.path(0))
                .filter(known -> PartIds.run(exchange, known.attempt()).isPresent());
        return subject.isEmpty()
                ? exchange.refuse(Refusal.of(
                        ErrorCode.CALLBACK_NOT_FOUND,
                        "This callback was not handed out by Baton.",
                        "Post to the URL exactly as it came in the request's 'callback'."))
                : exchange.json(body -> take(exchange, subject.get(), body));
    }

    private CompletionStage<HttpResponse> take(Exchange exchange, Callbacks.Subject subject, JsonNode body) {
        Fields fields = Fields.of(body);
        AttemptResult result = body.has("error") ? AttemptResults.failed(fields) : AttemptResults.succeeded(fields);
        Optional<Refusal> refusal = fields.refusal();
        String runId = subject.attempt().substring(0, subject.attempt().lastIndexOf('~'));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : results.record(exchange, new RunKey(subject.tenant(), runId), subject.attempt(), result, "callback");
    }
}

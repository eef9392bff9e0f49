package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.RunJson.View;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/runs/{id}:fork}: another run begins where this one was. */
final class ForkRoute {

    /** A try in 256 hits the cell. */
    private static final int CANDIDATES_MAX = 5_000;

    /** Outputs that one fork may edit. */
    static final int OUTPUTS_MAX = 100;

    private final Runs runs;
    private final Admission admission;
    private final InstantSource clock;

    ForkRoute(Runs runs, Admission admission, InstantSource clock) {
        this.runs = runs;
        this.admission = admission;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/v1/runs/{id}:fork", Route.Content.JSON_OR_NOTHING, this::fork);
    }

    private CompletionStage<HttpResponse> fork(Exchange exchange) {
        String source = exchange.path(0);
        Optional<Refusal> refusal = exchange.query()
                .refusal()
                .or(() -> RunIds.isOne(source) ? Optional.empty() : Optional.of(RunAnswers.notFound(source)))
                .or(() -> admission.ofStart(exchange.tenant(), exchange.principal()));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> fork(exchange, source, body));
    }

    private CompletionStage<HttpResponse> fork(Exchange exchange, String source, JsonNode body) {
        String key = exchange.header("Idempotency-Key");
        Optional<Refusal> badKey = RunIds.badKey(key);
        if (badKey.isPresent()) {
            return exchange.refuse(badKey.get());
        }
        Fields fields = Fields.of(body);
        String id = fields.text("id", RunIds.PATTERN, RunIds.RULE);
        Integer event = fields.integer("event", 1, Integer.MAX_VALUE);
        JsonNode input = fields.json("input");
        Map<String, Payload> outputs = outputs(fields);
        String reason = fields.text("reason", RunRoutes.REASON_CHARS_MAX);
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        RunKey run = exchange.run(
                id != null
                        ? id
                        : beside(
                                exchange.run(source),
                                i -> key == null
                                        ? RunIds.random(clock.instant())
                                        : RunIds.derived(exchange.tenant(), key, i)));
        RunCommand.Fork fork = new RunCommand.Fork(
                run.runId(),
                new Origin(source, event == null ? Past.EVERYTHING : event),
                input == null ? null : new Payload(input),
                outputs,
                reason,
                digest(source, body),
                null);
        return runs.tell(run, fork, exchange.principal(), "fork").thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done ->
                Answers.now(Answers.json(done.changed() ? 201 : 200, RunJson.writer(done.state(), View.SUMMARY))
                        .addHeader(Answers.header("Location", "/v1/runs/" + run.runId())));
            case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
        });
    }

    /** An id of the same cell, and so of the same region: where the other run was allowed, this one is. */
    private static String beside(RunKey source, IntFunction<String> ids) {
        int cell = Cells.of(source.entityId());
        for (int i = 0; i < CANDIDATES_MAX; i++) {
            String id = ids.apply(i);
            if (Cells.of(new RunKey(source.tenant(), id).entityId()) == cell) {
                return id;
            }
        }
        return ids.apply(0);
    }

    private static Map<String, Payload> outputs(Fields fields) {
        Map<String, Payload> outputs = new HashMap<>();
        @Nullable JsonNode given = fields.json("outputs");
        if (given == null) {
            return outputs;
        }
        if (!given.isObject() || given.size() > OUTPUTS_MAX) {
            fields.fault(
                    "outputs", "out-of-range", "must be an object of at most " + OUTPUTS_MAX + " outputs, by path");
            return outputs;
        }
        given.properties().forEach(output -> outputs.put(output.getKey(), new Payload(output.getValue())));
        return outputs;
    }

    /** Of what is asked for, not of the name under which it is. */
    private static String digest(String source, JsonNode body) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        if (body instanceof ObjectNode object) {
            asked.setAll(object);
        }
        asked.remove("id");
        asked.put("fork of", source);
        return CanonicalJson.digest(asked);
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.manager.AgentCaller;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code POST /v1/agents/{name}:test}: one call of an agent outside of any run, to see whether it answers, and what. */
final class AgentTestRoute {

    /** Nobody waits longer in front of a screen. */
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(60);

    /** Who does their work answers a run, and there is none. */
    private static final Set<String> WITHOUT_AN_ANSWER = Set.of("queue", "human");

    private final Catalog catalog;
    private final AgentCaller caller;
    private final InstantSource clock;

    AgentTestRoute(Catalog catalog, AgentCaller caller, InstantSource clock) {
        this.catalog = catalog;
        this.caller = caller;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/v1/agents/{name}:test", Route.Content.JSON_OR_NOTHING, this::test);
    }

    private CompletionStage<HttpResponse> test(Exchange exchange) {
        String name = exchange.path(0);
        Optional<Refusal> refusal = exchange.query().refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Optional<AgentDefinition> agent = catalog.agent(exchange.tenant(), name);
        if (agent.isEmpty()) {
            return exchange.refuse(Refusal.of(
                    ErrorCode.AGENT_NOT_FOUND,
                    "There is no agent " + name + ".",
                    "GET /v1/agents lists those that there are."));
        }
        String kind = agent.get().connector().kind();
        if (WITHOUT_AN_ANSWER.contains(kind)) {
            return exchange.refuse(Refusal.of(
                    ErrorCode.NOT_TESTABLE,
                    "An agent of kind " + kind + " does not answer by itself.",
                    "Start a run of a workflow that asks it."));
        }
        return exchange.json(body -> test(exchange, agent.get(), Fields.of(body)));
    }

    private CompletionStage<HttpResponse> test(Exchange exchange, AgentDefinition agent, Fields fields) {
        JsonNode input = Objects.requireNonNullElseGet(fields.json("input"), JsonNodeFactory.instance::objectNode);
        Optional<Refusal> refusal = fields.refusal().or(() -> mismatch(agent, input));
        return refusal.isPresent() ? exchange.refuse(refusal.get()) : call(exchange, agent, input);
    }

    private static Optional<Refusal> mismatch(AgentDefinition agent, JsonNode input) {
        List<String> violations =
                agent.input() == null ? List.of() : agent.input().violations(input);
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.INVALID_INPUT,
                        "The input does not match the schema of the agent " + agent.name() + ".",
                        violations.stream()
                                .map(violation -> Fault.at("/input", "schema", violation))
                                .toList()));
    }

    private CompletionStage<HttpResponse> call(Exchange exchange, AgentDefinition agent, JsonNode input) {
        Instant start = clock.instant();
        long startNanos = System.nanoTime();
        Duration own = agent.limits().timeout();
        Duration timeout = own.compareTo(TIMEOUT_MAX) > 0 ? TIMEOUT_MAX : own;
        String run = "test-" + RunIds.random(start);
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("tenant", exchange.tenant());
        context.put("test", true);
        AttemptRequest request = new AttemptRequest(
                exchange.tenant(),
                run,
                "test",
                run + "~1",
                1,
                agent,
                new Payload(input),
                context,
                timeout,
                start.plus(timeout));
        TestCall call = new TestCall(caller);
        return call.begin(request)
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((result, failure) -> {
                    if (failure == null) {
                        return answer(request, result, startNanos);
                    }
                    call.cancel();
                    return answer(request, failed(failure, timeout), startNanos);
                });
    }

    private static AttemptResult failed(Throwable failure, Duration timeout) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TimeoutException) {
            return new AttemptResult.Failed(
                    RunError.of(ErrorKind.TIMEOUT, "no answer within " + timeout.toMillis() + " ms"), null);
        }
        return failed(cause instanceof AgentConnector.TransientFault ? ErrorKind.UNAVAILABLE : ErrorKind.BUG, cause);
    }

    private static AttemptResult failed(ErrorKind kind, Throwable cause) {
        return new AttemptResult.Failed(RunError.of(kind, String.valueOf(cause.getMessage())), null);
    }

    private static HttpResponse answer(AttemptRequest request, AttemptResult result, long startNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("agent", request.agent().name());
            out.writeStringField("connector", request.agent().connector().kind());
            out.writeStringField("attempt", request.attempt());
            RunJson.payload(out, "input", request.input());
            write(out, result);
            out.writeNumberField("durationMs", millis);
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, AttemptResult result) throws IOException {
        switch (result) {
            case AttemptResult.Succeeded succeeded -> {
                out.writeStringField("status", "completed");
                RunJson.payload(out, "output", succeeded.output());
                RunJson.usage(out, succeeded.usage());
                if (succeeded.confidence() != null) {
                    out.writeNumberField("confidence", succeeded.confidence());
                }
                RunJson.handoff(out, succeeded.handoff());
            }
            case AttemptResult.Failed failed -> {
                out.writeStringField("status", "failed");
                RunJson.error(out, failed.error());
            }
            // There is no run in which those whom it called for could do anything.
            case AttemptResult.Progressed progressed -> {
                out.writeStringField("status", "calls");
                RunJson.payload(out, "record", progressed.record());
                RunJson.usage(out, progressed.usage());
            }
            // It would call back later, to a run that is not there.
            case AttemptResult.Accepted ignored -> out.writeStringField("status", "accepted");
        }
    }
}

package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Attempts and agents for tests. */
public final class Attempts {

    public static final Duration GENEROUS = Duration.ofSeconds(30);

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Attempts() {}

    /** @param spec YAML in one line, such as {@code {connector: {queue: {queue: work}}}} */
    public static AgentDefinition agent(String name, String spec) {
        Compiled compiled = WorkflowCompiler.compile(
                "{apiVersion: baton/v1, kind: Agent, metadata: {name: " + name + "}, spec: " + spec + "}");
        if (compiled.agents().isEmpty()) {
            throw new IllegalArgumentException(compiled.problems().toString());
        }
        return compiled.agents().getFirst();
    }

    public static AgentDefinition httpAgent(String url) {
        return agent("tester", "{connector: {http: {url: '" + url + "'}}}");
    }

    public static AttemptRequest of(AgentDefinition agent) {
        return of(agent, json("{\"text\":\"hello\"}"));
    }

    public static AttemptRequest of(AgentDefinition agent, JsonNode input) {
        return of(agent, input, GENEROUS);
    }

    public static AttemptRequest of(AgentDefinition agent, JsonNode input, Duration patience) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("workflow", "review").put("version", 3).put("tenant", "default");
        String run = "run-" + NUMBERS.incrementAndGet();
        return new AttemptRequest(
                "default",
                run,
                "checks/credit",
                run + "~1",
                1,
                agent,
                new Payload(input),
                context,
                patience,
                Instant.now().plus(patience));
    }

    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static AttemptResult.Succeeded succeeded(AgentConnector.Call call) {
        AttemptResult result = result(call);
        if (result instanceof AttemptResult.Succeeded succeeded) {
            return succeeded;
        }
        throw new AssertionError("not a success: " + result);
    }

    public static AttemptResult.Failed failed(AgentConnector.Call call) {
        AttemptResult result = result(call);
        if (result instanceof AttemptResult.Failed failed) {
            return failed;
        }
        throw new AssertionError("not a failure: " + result);
    }

    public static ErrorKind kindOf(AgentConnector.Call call) {
        return failed(call).error().kind();
    }

    public static AttemptResult result(AgentConnector.Call call) {
        return await(call.result());
    }

    /** The transient fault by which the call ended. */
    public static AgentConnector.TransientFault fault(AgentConnector.Call call) {
        try {
            throw new AssertionError("no fault but " + await(call.result()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof AgentConnector.TransientFault fault) {
                return fault;
            }
            throw e;
        }
    }

    /** Waits for what will happen soon. */
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within " + GENEROUS);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** @throws CompletionException if the stage fails */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came of it in " + GENEROUS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

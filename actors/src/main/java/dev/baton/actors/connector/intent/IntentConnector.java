package dev.baton.actors.connector.intent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.definition.BuiltInAgents;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.port.IntentModel;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the intent model which target is meant. Computes on threads of its own, which exist only while they have work; the
 * model is loaded when it is first asked.
 */
public final class IntentConnector implements AgentConnector, AutoCloseable {

    /** Calls that wait for a thread; the limit of the agent keeps them few. */
    private static final int WAITING_MAX = 1_000;

    private static final long IDLE_SECONDS = 10;

    private final Supplier<Optional<IntentModel.Source>> source;
    private final ThreadPoolExecutor threads;
    private @Nullable IntentScores scores;

    /** @param source of the model; asked when it is first needed */
    public IntentConnector(Supplier<Optional<IntentModel.Source>> source) {
        this.source = source;
        this.threads = new ThreadPoolExecutor(
                BuiltInAgents.INTENT_CONCURRENCY,
                BuiltInAgents.INTENT_CONCURRENCY,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("baton-intent-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public String kind() {
        return BuiltInAgents.INTENT_KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        JsonNode message = request.input().json().path("message");
        if (!message.isTextual()) {
            return SettledCall.failed(
                    ErrorKind.REJECTED,
                    "the message must be a text, but is " + ResultType.describe(message)
                            + "; say with 'input' what the model looks at");
        }
        try {
            return new Thinking(CompletableFuture.supplyAsync(
                    () -> choose(message.textValue(), request.input().json().path("targets")), threads));
        } catch (RejectedExecutionException full) {
            return SettledCall.failed(ErrorKind.UNAVAILABLE, "the intent model has too much to do");
        }
    }

    private AttemptResult choose(String message, JsonNode targets) {
        Optional<IntentScores> ready = scores();
        if (ready.isEmpty()) {
            return new AttemptResult.Failed(
                    RunError.of(
                            ErrorKind.REJECTED,
                            "this server has no intent model; put the jars of the module 'intent' into its lib folder"),
                    null);
        }
        IntentScores.Choice choice = ready.get().choose(message, targets);
        return new AttemptResult.Succeeded(new Payload(choice.json()), Usage.NONE, choice.confidence());
    }

    private synchronized Optional<IntentScores> scores() {
        if (scores == null) {
            scores = source.get().map(found -> new IntentScores(found.load())).orElse(null);
        }
        return Optional.ofNullable(scores);
    }

    /** A computation is short: who cancels it just does not wait. */
    private record Thinking(CompletionStage<AttemptResult> result) implements Call {
        @Override
        public void cancel() {}
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

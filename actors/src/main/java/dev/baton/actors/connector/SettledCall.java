package dev.baton.actors.connector;

import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call whose result is known from the start. */
public record SettledCall(CompletionStage<AttemptResult> result) implements AgentConnector.Call {

    public static SettledCall of(AttemptResult result) {
        return new SettledCall(CompletableFuture.completedFuture(result));
    }

    public static SettledCall failed(ErrorKind kind, String message) {
        return of(new AttemptResult.Failed(RunError.of(kind, message), null));
    }

    @Override
    public void cancel() {}
}

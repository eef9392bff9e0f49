package dev.baton.actors.connector.health;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the end of a call says about the health of its agent. */
public sealed interface Outcome {

    /** The agent does its work; a refusal or a wrong answer is an answer too. */
    record Well() implements Outcome {}

    /** @param retryAfter how long the agent asks to be left alone; null if it did not say */
    record Unwell(String error, @Nullable Duration retryAfter) implements Outcome {}

    /** Nothing: nobody waited for the end, or it was not the agent's doing. */
    record Unknown() implements Outcome {}

    static Outcome of(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Succeeded ignored -> new Well();
            case AttemptResult.Accepted ignored -> new Well();
            case AttemptResult.Failed failed -> of(failed);
            case AttemptResult.Progressed progressed ->
                progressed.next() instanceof AttemptResult.Next.GivenUp givenUp ? of(givenUp.result()) : new Well();
        };
    }

    private static Outcome of(AttemptResult.Failed failed) {
        RunError error = failed.error();
        return switch (error.kind()) {
            case UNAVAILABLE, TIMEOUT -> new Unwell(text(error.kind(), error.message()), failed.retryAfter());
            case REJECTED, INVALID_OUTPUT -> new Well();
            case CONFLICT, CANCELLED, BUDGET, POLICY, BUG -> new Unknown();
        };
    }

    /** Of a call that ended with an exception. */
    static Outcome of(Throwable fault) {
        return switch (fault) {
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case AgentConnector.TransientFault transientFault ->
                new Unwell(text(ErrorKind.UNAVAILABLE, String.valueOf(transientFault.getMessage())), null);
            default -> new Unknown();
        };
    }

    private static String text(ErrorKind kind, String message) {
        return kind.code() + ": " + message;
    }
}

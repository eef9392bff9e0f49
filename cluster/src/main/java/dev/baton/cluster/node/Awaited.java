package dev.baton.cluster.node;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a step of starting or stopping. */
final class Awaited {

    /** One that takes longer has gone wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Awaited() {}

    /** @throws IllegalStateException if it fails, or takes too long */
    static <T> T of(CompletionStage<T> stage, String what) {
        return of(stage, what, PATIENCE);
    }

    /** @throws IllegalStateException if it fails, or takes longer than {@code atMost} */
    static <T> T of(CompletionStage<T> stage, String what, Duration atMost) {
        try {
            return stage.toCompletableFuture().get(atMost.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(what + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " took longer than " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + " was interrupted", e);
        }
    }
}

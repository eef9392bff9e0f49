package dev.baton.cluster.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what another process does and does not announce: it is looked at again and again, within a limit. */
public final class Waiting {

    private Waiting() {}

    /** One look at whether it has come about. A failure ends the wait. */
    @FunctionalInterface
    public interface Look {
        boolean comeAbout() throws IOException, InterruptedException;
    }

    /**
     * @param every the pause between two looks
     * @return whether it came about within the limit
     * @throws IOException if a look failed with it
     */
    public static boolean until(Duration every, Duration within, Look look) throws IOException, InterruptedException {
        CompletableFuture<Boolean> come = new CompletableFuture<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("looking").factory());
        try {
            clock.scheduleWithFixedDelay(() -> look(look, come), 0, every.toNanos(), TimeUnit.NANOSECONDS);
            return come.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } finally {
            clock.shutdownNow();
        }
    }

    private static void look(Look look, CompletableFuture<Boolean> come) {
        try {
            if (look.comeAbout()) {
                come.complete(true);
            }
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            come.completeExceptionally(failed);
        }
    }

    private static IOException rethrown(ExecutionException failed) throws InterruptedException {
        return switch (failed.getCause()) {
            case IOException faulty -> faulty;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException defect -> throw defect;
            case null, default -> new IOException(failed);
        };
    }

    /** Lets a span of time pass that is itself what is wanted: a measurement's length, a pause between tries. */
    public static void span(Duration time) throws InterruptedException {
        try {
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS))
                    .get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

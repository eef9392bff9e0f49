package dev.baton.actors.connector;

import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The store or a run could not be asked: expected now and then, and over some time. */
public record Outage(String reason, Duration retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Empty for what is a defect. */
    public static Optional<Outage> of(Throwable fault) {
        return switch (fault) {
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case StoreUnavailable store -> because(store, store.retryAfter());
            case StoreBusy store -> because(store, store.retryAfter());
            case StoreException store -> because(store, SOON);
            case Runs.Unreachable run -> because(run, SOON);
            default -> Optional.empty();
        };
    }

    private static Optional<Outage> because(RuntimeException fault, Duration retryAfter) {
        return Optional.of(new Outage(String.valueOf(fault.getMessage()), retryAfter));
    }

    /** The stage with an outage made a value; defects go on as they are. */
    public static <T> CompletionStage<T> caught(
            CompletionStage<? extends T> stage, Function<Outage, ? extends T> value) {
        return stage.handle((result, fault) -> {
            if (fault == null) {
                return result;
            }
            Optional<Outage> outage = of(fault);
            if (outage.isEmpty()) {
                throw fault instanceof CompletionException wrapped ? wrapped : new CompletionException(fault);
            }
            return value.apply(outage.get());
        });
    }
}

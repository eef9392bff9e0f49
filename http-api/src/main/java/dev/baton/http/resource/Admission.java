package dev.baton.http.resource;

import dev.baton.actors.port.StoreHealth;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import java.time.Duration;
import java.util.Optional;

/** Turns work away early, while it still costs nothing: when the store is down or another server's, and new runs when it is behind. */
public final class Admission {

    private static final Duration WHEN_BEHIND = Duration.ofSeconds(1);

    private final StoreHealth store;

    public Admission(StoreHealth store) {
        this.store = store;
    }

    /** For whatever has to be written. */
    public Optional<Refusal> ofWrite() {
        return switch (store.state()) {
            case StoreHealth.State.Up ignored -> Optional.empty();
            case StoreHealth.State.Down down ->
                Optional.of(Refusal.later(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The store is unavailable since " + down.since() + ": " + down.reason(),
                        down.retryAfter()));
            case StoreHealth.State.Fenced fenced ->
                Optional.of(Refusal.later(
                        ErrorCode.FENCED,
                        "Since " + fenced.since() + " " + fenced.reason() + ": send requests to that one.",
                        fenced.retryAfter()));
        };
    }

    /** For new runs, which can wait so that those accepted before go on. */
    public Optional<Refusal> ofStart() {
        Optional<Refusal> down = ofWrite();
        return down.isPresent() || !store.behind()
                ? down
                : Optional.of(Refusal.later(
                        ErrorCode.OVERLOADED,
                        "The store is behind: " + store.queued() + " writes wait, the oldest for "
                                + store.oldestQueued().toMillis() + " ms. No new runs are taken for now.",
                        WHEN_BEHIND));
    }
}

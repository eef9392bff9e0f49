package dev.baton.http.resource;

import dev.baton.actors.port.StoreHealth;
import dev.baton.config.AdmissionSettings;
import dev.baton.http.NodeHealth;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns work away early, while it still costs nothing: when the store is down or another server's, and new runs when the
 * store is behind or the node is busy. What was accepted goes on.
 */
public final class Admission {

    private static final Duration WHEN_BEHIND = Duration.ofSeconds(1);

    private final StoreHealth store;
    private final NodeHealth node;
    private final AdmissionSettings settings;
    private final TenantShares tenants;

    public Admission(StoreHealth store, NodeHealth node, AdmissionSettings settings) {
        this.store = store;
        this.node = node;
        this.settings = settings;
        this.tenants = new TenantShares(settings.shares());
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
    public Optional<Refusal> ofStart(String tenant) {
        Optional<Refusal> down = ofWrite();
        if (down.isPresent()) {
            return down;
        }
        if (store.behind()) {
            return Optional.of(Refusal.later(
                    ErrorCode.OVERLOADED,
                    "The store is behind: " + store.queued() + " writes wait, the oldest for "
                            + store.oldestQueued().toMillis() + " ms. No new runs are taken for now.",
                    WHEN_BEHIND));
        }
        Duration delay = node.delay();
        boolean greedy = tenants.isGreedy(tenant, System.nanoTime());
        if (delay.compareTo(settings.delayMax()) >= 0) {
            return Optional.of(busy(delay, "No new runs are taken for now."));
        }
        return greedy && delay.multipliedBy(2).compareTo(settings.delayMax()) >= 0
                ? Optional.of(busy(delay, "This tenant has started more than its share of runs."))
                : Optional.empty();
    }

    private static Refusal busy(Duration delay, String consequence) {
        return Refusal.later(
                ErrorCode.OVERLOADED,
                "The node is busy: work waits " + delay.toMillis() + " ms for a processor. " + consequence,
                WHEN_BEHIND);
    }
}

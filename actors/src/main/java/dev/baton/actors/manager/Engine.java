package dev.baton.actors.manager;

import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.config.EngineSettings;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every run manager of a node shares.
 *
 * @param store whether it takes writes, as far as is known
 * @param room for what it does not take
 */
public record Engine(
        EngineSettings settings,
        Catalog catalog,
        AgentCaller agents,
        DeliveryStore deliveries,
        RunHistory history,
        RunMetrics metrics,
        InstantSource clock,
        Supplier<StoreHealth.State> store,
        OutcomeRoom room) {

    /** What a write would fail with now; null if it is worth a try. */
    @Nullable
    StoreUnavailable outage() {
        return store.get() instanceof StoreHealth.State.Down down
                ? new StoreUnavailable(down.reason(), down.retryAfter())
                : null;
    }
}

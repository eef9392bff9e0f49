package dev.baton.persistence;

import dev.baton.config.StoreSettings;
import io.micrometer.core.instrument.Metrics;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** Holds the one store of an actor system. */
final class StoreExtension implements Extension {

    static final Id ID = new Id();

    private final Store store;

    private StoreExtension(Store store) {
        this.store = store;
    }

    Store store() {
        return store;
    }

    /** The key of the extension. */
    static final class Id extends AbstractExtensionId<StoreExtension> {

        @Override
        public StoreExtension createExtension(ExtendedActorSystem system) {
            Optional<StoreSetup> setup = system.settings().setup().get(StoreSetup.class);
            if (setup.isPresent()) {
                return new StoreExtension(setup.get().store());
            }
            Store store = Store.open(StoreSettings.of(system.settings().config()), Metrics.globalRegistry);
            store.agreement().takeAll().toCompletableFuture().join();
            store.cells().claimAll().toCompletableFuture().join();
            system.registerOnTermination(store::close);
            return new StoreExtension(store);
        }
    }
}

package dev.baton.persistence;

import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system a store that is open already; whoever opened it closes it, after the system. */
public final class StoreSetup extends Setup {

    private final Store store;

    private StoreSetup(Store store) {
        this.store = store;
    }

    public static StoreSetup of(Store store) {
        return new StoreSetup(store);
    }

    Store store() {
        return store;
    }
}

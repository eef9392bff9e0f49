package dev.baton.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.config.StoreSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Both databases, for tests that run on each. */
public enum TestStore {
    SQLITE,
    POSTGRESQL;

    /** Settings of a store that is new and empty. */
    public Config fresh(Path folder) {
        return switch (this) {
            case SQLITE ->
                with(Map.of(
                        "store",
                        "sqlite",
                        "sqlite.file",
                        folder.resolve("baton.db").toString(),
                        // SQLite hands its lock to whoever asks just then: beside a busy writer the wait can be long.
                        "sqlite.busy-timeout",
                        "60s"));
            case POSTGRESQL -> postgresql(RealPostgres.shared().newDatabase());
        };
    }

    public static Config postgresql(String url) {
        return with(Map.of("store", "postgresql", "postgresql.url", url, "postgresql.user", "postgres"));
    }

    /** The reference configuration with some keys below {@code baton.persistence} changed. */
    public static Config with(Map<String, ?> values) {
        return with(ConfigFactory.load(), values);
    }

    public static Config with(Config config, Map<String, ?> values) {
        Map<String, Object> full = new HashMap<>();
        values.forEach((key, value) -> full.put("baton.persistence." + key, value));
        return ConfigFactory.parseMap(full).withFallback(config);
    }

    /** Opens the store, and takes it as a node does that has it to itself. */
    public static Store open(Config config) {
        Store store = openOnly(config);
        store.agreement().takeAll().toCompletableFuture().join();
        store.cells().claimAll().toCompletableFuture().join();
        return store;
    }

    public static Store openOnly(Config config) {
        return Store.open(StoreSettings.of(config), new SimpleMeterRegistry());
    }
}

package dev.baton.actors.connector;

import dev.baton.actors.port.SettingStore;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Settings in a map. */
public final class MemorySettings implements SettingStore {

    private final Map<String, String> values = new ConcurrentHashMap<>();

    /** All that is kept. */
    public Collection<String> values() {
        return values.values();
    }

    @Override
    public CompletionStage<Optional<String>> get(String key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(values.get(key)));
    }

    @Override
    public CompletionStage<Void> put(String key, String value) {
        values.put(key, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> delete(String key) {
        values.remove(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<String> getOrCreate(String key, Supplier<String> value) {
        return CompletableFuture.completedFuture(values.computeIfAbsent(key, ignored -> value.get()));
    }
}

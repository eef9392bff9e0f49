package dev.baton.actors.catalog;

import dev.baton.actors.port.UnreadableDefinition;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The newest version of each name, also where this node cannot read it: an older one must not be taken in its place. */
final class Newest<D> {

    record Name(String tenant, String name) {}

    private sealed interface Entry<D> {
        int number();
    }

    private record Known<D>(int number, D definition) implements Entry<D> {}

    private record Unreadable<D>(int number, UnreadableDefinition why) implements Entry<D> {}

    private final Map<Name, Entry<D>> entries = new ConcurrentHashMap<>();

    void add(Name name, int number, D definition) {
        add(name, new Known<>(number, definition));
    }

    void add(Name name, int number, UnreadableDefinition why) {
        add(name, new Unreadable<>(number, why));
    }

    private void add(Name name, Entry<D> added) {
        entries.merge(name, added, (known, other) -> known.number() >= other.number() ? known : other);
    }

    /** Whether this version or a newer one is known. */
    boolean has(Name name, int number) {
        Entry<D> known = entries.get(name);
        return known != null && known.number() >= number;
    }

    /** @throws UnreadableDefinition if there is one, and it cannot be read here */
    Optional<D> find(Name name) {
        return switch (entries.get(name)) {
            case null -> Optional.empty();
            case Known<D> known -> Optional.of(known.definition());
            case Unreadable<D> unreadable -> throw unreadable.why();
        };
    }

    void each(BiConsumer<Name, D> action) {
        entries.forEach((name, entry) -> {
            if (entry instanceof Known<D> known) {
                action.accept(name, known.definition());
            }
        });
    }

    /** Names whose newest version cannot be read here. */
    long unreadable() {
        return entries.values().stream().filter(Unreadable.class::isInstance).count();
    }
}

package dev.baton.actors.trigger;

import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Principal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The triggers. Each change is a version with its time and its principal, and so is a deletion; an event asks the store which
 * is the latest, so that what one node has changed holds for all at once.
 */
public final class Triggers {

    /** In place of a definition: the trigger is deleted. */
    private static final String DELETED = "deleted";

    /** Compiled definitions that are kept. */
    private static final int COMPILED_MAX = 1_000;

    private final DefinitionStore store;
    private final InstantSource clock;
    private final Map<String, TriggerDefinition> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TriggerDefinition> eldest) {
            return size() > COMPILED_MAX;
        }
    };

    public Triggers(DefinitionStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Stores a new version, unless the latest is the same. */
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, TriggerDefinition definition, String source, Principal by) {
        return store.apply(new DefinitionStore.Draft(
                tenant,
                definition.name(),
                definition.digest(),
                definition.canonical(),
                source,
                clock.instant(),
                by.id()));
    }

    /** @return false if there is none */
    public CompletionStage<Boolean> delete(String tenant, String name, Principal by) {
        return find(tenant, name).thenCompose(found -> {
            DefinitionStore.Draft tombstone =
                    new DefinitionStore.Draft(tenant, name, DELETED, "{}", "", clock.instant(), by.id());
            return found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : store.apply(tombstone).thenApply(applied -> true);
        });
    }

    /** The latest version; empty if there is none, or it was deleted. */
    public CompletionStage<Optional<DefinitionRow>> find(String tenant, String name) {
        return store.latest(tenant, name).thenApply(found -> found.filter(Triggers::exists));
    }

    /** The latest versions in the order of names; those of deleted triggers too, see {@link #exists}. */
    public CompletionStage<List<DefinitionRow>> list(String tenant, @Nullable String afterName, int limit) {
        return store.list(tenant, afterName, limit);
    }

    public static boolean exists(DefinitionRow row) {
        return !row.digest().equals(DELETED);
    }

    /** The compiled form of a version. @throws UnreadableDefinition if only newer nodes can read it */
    public TriggerDefinition definition(DefinitionRow row) {
        synchronized (compiled) {
            return compiled.computeIfAbsent(
                    row.digest(),
                    digest -> UnreadableDefinition.read(
                            "trigger " + row.name() + " version " + row.version(),
                            row.canonical(),
                            WorkflowCompiler::triggerFromCanonical));
        }
    }
}

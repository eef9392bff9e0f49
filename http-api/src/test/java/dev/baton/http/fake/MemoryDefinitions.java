package dev.baton.http.fake;

import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A store of definitions in memory, and beside it the compiled workflows that tests put in by hand. */
public final class MemoryDefinitions implements DefinitionStore {

    private final Map<String, List<DefinitionRow>> rows = new ConcurrentSkipListMap<>();
    private final Map<String, WorkflowDefinition> compiled = new ConcurrentHashMap<>();

    public void put(WorkflowDefinition definition) {
        compiled.put(definition.digest(), definition);
    }

    public synchronized int count() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    WorkflowDefinition byDigest(String digest) {
        return Objects.requireNonNull(compiled.get(digest), digest);
    }

    Optional<WorkflowDefinition> withDigest(String digest) {
        return Optional.ofNullable(compiled.get(digest));
    }

    /** For a catalog: what was put in by hand under this canonical JSON, else what it compiles to. */
    public WorkflowDefinition read(String canonical) {
        return compiled.values().stream()
                .filter(definition -> definition.canonical().equals(canonical))
                .findFirst()
                .orElseGet(() -> WorkflowCompiler.fromCanonical(canonical));
    }

    @Override
    public synchronized CompletionStage<Applied> apply(Draft draft) {
        List<DefinitionRow> versions = rows.computeIfAbsent(draft.name(), ignored -> new ArrayList<>());
        if (!versions.isEmpty() && last(versions).digest().equals(draft.digest())) {
            return CompletableFuture.completedFuture(new Applied(last(versions), false));
        }
        DefinitionRow row = new DefinitionRow(
                draft.tenant(),
                draft.name(),
                versions.size() + 1,
                draft.digest(),
                draft.canonical(),
                draft.source(),
                draft.at(),
                draft.by());
        versions.add(row);
        return CompletableFuture.completedFuture(new Applied(row, true));
    }

    private static DefinitionRow last(List<DefinitionRow> versions) {
        return versions.get(versions.size() - 1);
    }

    @Override
    public synchronized CompletionStage<Optional<DefinitionRow>> latest(String tenant, String name) {
        List<DefinitionRow> versions = rows.getOrDefault(name, List.of());
        return CompletableFuture.completedFuture(versions.isEmpty() ? Optional.empty() : Optional.of(last(versions)));
    }

    @Override
    public synchronized CompletionStage<Optional<DefinitionRow>> version(String tenant, String name, int version) {
        return CompletableFuture.completedFuture(rows.getOrDefault(name, List.of()).stream()
                .filter(row -> row.version() == version)
                .findFirst());
    }

    @Override
    public synchronized CompletionStage<Optional<DefinitionRow>> byDigest(String tenant, String digest) {
        return CompletableFuture.completedFuture(rows.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.digest().equals(digest))
                .findFirst());
    }

    @Override
    public synchronized CompletionStage<List<DefinitionRow>> versions(
            String tenant, String name, @Nullable Integer beforeVersion, int limit) {
        return CompletableFuture.completedFuture(rows.getOrDefault(name, List.of()).stream()
                .filter(row -> beforeVersion == null || row.version() < beforeVersion)
                .sorted(Comparator.comparingInt(DefinitionRow::version).reversed())
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<DefinitionRow>> list(
            String tenant, @Nullable String afterName, int limit) {
        return CompletableFuture.completedFuture(rows.values().stream()
                .map(MemoryDefinitions::last)
                .filter(row -> afterName == null || row.name().compareTo(afterName) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<DefinitionRow>> all() {
        return CompletableFuture.completedFuture(
                rows.values().stream().flatMap(List::stream).toList());
    }
}

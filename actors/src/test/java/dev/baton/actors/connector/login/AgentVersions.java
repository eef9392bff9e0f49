package dev.baton.actors.connector.login;

import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The versions of one agent, in memory. */
final class AgentVersions implements DefinitionStore {

    private final List<DefinitionRow> rows = new ArrayList<>();

    DefinitionCatalog catalog() {
        return new DefinitionCatalog(
                this,
                this,
                WorkflowCompiler::fromCanonical,
                WorkflowCompiler::agentFromCanonical,
                InstantSource.system());
    }

    @Override
    public CompletionStage<Applied> apply(Draft draft) {
        rows.add(new DefinitionRow(
                draft.tenant(),
                draft.name(),
                rows.size() + 1,
                draft.digest(),
                draft.canonical(),
                draft.source(),
                draft.at(),
                draft.by()));
        return CompletableFuture.completedStage(new Applied(rows.getLast(), true));
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> latest(String tenant, String name) {
        return CompletableFuture.completedStage(rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast()));
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> version(String tenant, String name, int version) {
        return CompletableFuture.completedStage(
                rows.stream().filter(row -> row.version() == version).findFirst());
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> byDigest(String tenant, String digest) {
        return CompletableFuture.completedStage(
                rows.stream().filter(row -> row.digest().equals(digest)).findFirst());
    }

    @Override
    public CompletionStage<List<DefinitionRow>> versions(
            String tenant, String name, @Nullable Integer beforeVersion, int limit) {
        return all();
    }

    @Override
    public CompletionStage<List<DefinitionRow>> list(String tenant, @Nullable String afterName, int limit) {
        return all();
    }

    @Override
    public CompletionStage<List<DefinitionRow>> all() {
        return CompletableFuture.completedStage(List.copyOf(rows));
    }
}

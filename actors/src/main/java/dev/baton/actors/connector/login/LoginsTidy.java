package dev.baton.actors.connector.login;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.run.Principal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions of which a version that logs in elsewhere, or no more, leaves no token behind. If the store fails in between,
 * the token goes when the version is applied once more.
 *
 * @param agents all their versions
 */
public record LoginsTidy(Definitions own, DefinitionStore agents, Passes passes) implements Definitions {

    private static final Logger LOG = LoggerFactory.getLogger(LoginsTidy.class);

    @Override
    public Optional<Version> latest(String tenant, String workflow) {
        return own.latest(tenant, workflow);
    }

    @Override
    public CompletionStage<Optional<Version>> version(String tenant, String workflow, int version) {
        return own.version(tenant, workflow, version);
    }

    @Override
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, WorkflowDefinition definition, String source, Principal by) {
        return own.apply(tenant, definition, source, by);
    }

    @Override
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, AgentDefinition definition, String source, Principal by) {
        return own.apply(tenant, definition, source, by)
                .thenCompose(applied -> tidied(definition, applied.row()).thenApply(done -> applied));
    }

    private CompletionStage<Void> tidied(AgentDefinition now, DefinitionRow row) {
        if (row.version() == 1) {
            return CompletableFuture.completedFuture(null);
        }
        return agents.version(row.tenant(), row.name(), row.version() - 1)
                .thenCompose(before -> before.isEmpty()
                        ? CompletableFuture.<Void>completedFuture(null)
                        : passes.forget(
                                row.tenant(),
                                WorkflowCompiler.agentFromCanonical(before.get().canonical()),
                                now))
                .exceptionally(failure -> {
                    LOG.warn("A token that the agent {} no longer uses is still in the store", row.name(), failure);
                    return null;
                });
    }
}

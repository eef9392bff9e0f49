package dev.baton.cluster.node;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.run.Principal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Definitions that every node of every region knows when they have been applied on one. */
record SharedDefinitions(Definitions own, Neighbours neighbours, Neighbourhood regions) implements Definitions {

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
        return own.apply(tenant, definition, source, by)
                .thenCompose(applied -> told(tenant, definition.name(), applied));
    }

    @Override
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, AgentDefinition definition, String source, Principal by) {
        return own.apply(tenant, definition, source, by)
                .thenCompose(applied -> told(tenant, definition.name(), applied));
    }

    private CompletionStage<DefinitionStore.Applied> told(String tenant, String name, DefinitionStore.Applied applied) {
        return neighbours
                .definitionApplied(tenant, name)
                .thenCombine(regions.definitionApplied(tenant, name), (here, there) -> applied);
    }
}

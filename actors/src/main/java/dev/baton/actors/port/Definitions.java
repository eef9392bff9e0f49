package dev.baton.actors.port;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.run.Principal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Applies definitions, and finds the version of a workflow that a run is to start with. */
public interface Definitions {

    /** From memory: the latest version under this name. @throws UnreadableDefinition if only newer nodes can read it */
    Optional<Version> latest(String tenant, String workflow);

    /** From memory, else from the store; empty if there is none. Fails with {@link UnreadableDefinition} likewise. */
    CompletionStage<Optional<Version>> version(String tenant, String workflow, int version);

    /** Stores a new version, unless the latest is the same, and makes it known to the catalog of every node. */
    CompletionStage<DefinitionStore.Applied> apply(
            String tenant, WorkflowDefinition definition, String source, Principal by);

    /** Stores a new version, unless the latest is the same, and makes it known to the catalog of every node. */
    CompletionStage<DefinitionStore.Applied> apply(
            String tenant, AgentDefinition definition, String source, Principal by);

    /** One version of a workflow, ready to run. */
    record Version(int number, WorkflowDefinition definition) {}
}

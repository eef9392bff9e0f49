package dev.baton.actors.port;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.run.KnownWorkflows;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The compiled definitions. What has been asked for once is answered from memory. Asked for what only newer nodes can
 * read, it fails with an {@link UnreadableDefinition}; so do the workflows that are {@link #known}.
 */
public interface Catalog {

    /** From memory: what is registered now under this name. */
    Optional<AgentDefinition> agent(String tenant, String name);

    /** From memory: what steps can start runs of. */
    KnownWorkflows known(String tenant);

    /** From memory; empty if it was never loaded here. */
    Optional<WorkflowDefinition> workflow(String tenant, String digest);

    /** From memory, else from the store; empty if there is none. */
    CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest);
}

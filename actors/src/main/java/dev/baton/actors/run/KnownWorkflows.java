package dev.baton.actors.run;

import dev.baton.actors.definition.SchemaCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The workflows of which a step can start a run, and the agents, as they are known at the moment of the decision. */
@FunctionalInterface
public interface KnownWorkflows {

    KnownWorkflows NONE = (name, version) -> Optional.empty();

    /** @param version null for the latest */
    Optional<Known> find(String name, @Nullable Integer version);

    /** {@link AgentRoute.KnownAgent#UNKNOWN} if there is none of this name. */
    default AgentRoute.KnownAgent agent(String name) {
        return AgentRoute.KnownAgent.UNKNOWN;
    }

    /** @param input schema of what its runs start with; null for anything */
    record Known(int version, String digest, @Nullable SchemaCheck input) {}
}

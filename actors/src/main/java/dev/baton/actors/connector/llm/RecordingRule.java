package dev.baton.actors.connector.llm;

import dev.baton.config.Recording;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where what models read and say is recorded.
 *
 * @param usual for agents that do not say it
 * @param beside whether all nodes can read what stands beside the events; once they can, they always can
 */
public record RecordingRule(Recording usual, BooleanSupplier beside) {

    /**
     * While there are nodes that know the journal alone, it holds what would be by reference: so they record it
     * themselves. What is to be shown to nobody waits for them to go.
     *
     * @return empty if the agent cannot be asked yet
     */
    Optional<Recording> of(LlmAgent agent) {
        Recording wanted = agent.contents() == null ? usual : agent.contents();
        if (wanted == Recording.JOURNAL || beside.getAsBoolean()) {
            return Optional.of(wanted);
        }
        return wanted == Recording.REFERENCE ? Optional.of(Recording.JOURNAL) : Optional.empty();
    }
}

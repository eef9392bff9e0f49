package dev.baton.actors.definition;

import dev.baton.actors.run.WorkflowPlan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is run: checked, compiled, immutable.
 *
 * @param input schema of what its runs start with; null for anything
 * @param plan the tree of steps, with the output and the timeout of a run
 * @param region where its runs are at home
 * @param digest lowercase hexadecimal SHA-256 of the canonical JSON
 * @param canonical RFC 8785 JSON of the whole definition; compiles to the same definition again
 */
public record WorkflowDefinition(
        String name,
        String description,
        Map<String, String> labels,
        @Nullable SchemaCheck input,
        WorkflowPlan plan,
        RegionPolicy region,
        String digest,
        String canonical) {

    public WorkflowDefinition {
        labels = Map.copyOf(labels);
    }
}

package dev.baton.actors.pattern;

import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/** What a fan-in makes of what its branches have said. */
public sealed interface Aggregate {

    /** @param value its expressions see what became of the branches */
    record ByValue(Template value) implements Aggregate {}

    /** @param step has no place of its own in the workflow; its output is that of the whole */
    record ByAgent(AgentStep step) implements Aggregate {}

    /** A value with a key {@code agent} of its own is written as one expression. */
    static boolean isByAgent(StepReader reader) {
        return reader.isObject("aggregate") && reader.object("aggregate").has("agent");
    }

    /**
     * @param id of the step that asks the agent
     * @param variables that the value sees
     */
    static @Nullable Aggregate read(StepReader reader, String id, String... variables) {
        if (!reader.has("aggregate")) {
            return null;
        }
        return isByAgent(reader)
                ? new ByAgent(AgentStep.inside(id, reader.object("aggregate")))
                : new ByValue(reader.template("aggregate", Moment.AFTER, variables));
    }
}

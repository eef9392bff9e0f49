package dev.baton.actors.definition;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agents there are, as far as that is known.
 *
 * @param known null if it is not
 * @param intentModel whether the server has the model that chooses by meaning
 */
record AgentNames(@Nullable Set<String> known, boolean intentModel) {

    static final AgentNames ANY = new AgentNames(null, true);

    /** Only a warning: agents and workflows may be applied in any order. */
    void check(SourceNode name, Problems problems) {
        if (known == null
                || problems.hasErrorAt(name)
                || known.contains(name.json().textValue())) {
            return;
        }
        problems.warning(
                name,
                "agent.unknown",
                "There is no agent '" + name.json().textValue() + "' yet",
                Suggestions.hint(name.json().textValue(), known, "There are"));
    }

    /** An error: unlike an agent, a model is not applied later. */
    void checkIntentModel(SourceNode node, Problems problems) {
        if (!intentModel && !problems.hasErrorAt(node)) {
            problems.error(
                    node,
                    "handoff.no-model",
                    "This server has no intent model",
                    "Put the jars of the module 'intent' into its lib folder, or let an agent or an expression choose.");
        }
    }
}

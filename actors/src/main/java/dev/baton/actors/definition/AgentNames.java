package dev.baton.actors.definition;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which agents there are, as far as that is known. @param known null if it is not */
record AgentNames(@Nullable Set<String> known) {

    static final AgentNames ANY = new AgentNames(null);

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
}

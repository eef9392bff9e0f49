package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Step;
import java.util.Set;

/**
 * How one kind of step is written in a definition.
 *
 * @param key by which a step is of this kind
 * @param inside how the steps inside follow each other
 * @param schema JSON Schema of what is particular to the kind: title, description, required, properties, examples
 * @param variables that expressions of this kind of step see besides those that are there everywhere
 */
public record Pattern(String key, Inside inside, ObjectNode schema, Set<String> variables, Reader reader) {

    /** How the groups of steps inside a step relate; tells which results an expression can count on. */
    public enum Inside {
        /** No steps inside, or one list. */
        IN_ORDER,
        /** One list, done several times, one after the other. */
        REPEATED,
        /** One list, done for each of several items, at the same time. */
        EACH,
        /** Lists done at the same time. */
        CONCURRENT,
        /** Only one of the lists is done. */
        EXCLUSIVE,
        /** Those of the lists are done that are chosen, one after the other. */
        CHOSEN,
        /** Each list is done when those that it needs have ended; the reader says which these are. */
        BY_NEED
    }

    /** Makes the step. Mistakes go to the reader, which gives a value to go on with. */
    public interface Reader {
        Step read(StepReader reader);
    }

    public Pattern {
        variables = Set.copyOf(variables);
    }

    public static Pattern of(String key, Inside inside, String schema, Reader reader) {
        return new Pattern(key, inside, SchemaText.parse(schema), Set.of(), reader);
    }

    public Pattern withVariables(String... names) {
        return new Pattern(key, inside, schema, Set.of(names), reader);
    }
}

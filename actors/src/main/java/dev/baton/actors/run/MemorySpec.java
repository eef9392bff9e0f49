package dev.baton.actors.run;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * One scope of the shared memory, as a workflow declares it.
 *
 * @param schema of its values; null for anything
 * @param initial value when a run starts; null for none
 * @param merge makes one value of {@code base}, {@code current} and {@code proposed}; null unless conflicts are merged
 */
public record MemorySpec(
        @Nullable SchemaCheck schema,
        @Nullable Template initial,
        OnConflict onConflict,
        @Nullable Expression merge) {

    /** What becomes of a write by a step that has read an older version. */
    public enum OnConflict {
        /** The step has failed; an agent may try again with what is there now. */
        REJECT,
        /** It replaces what is there. */
        LAST_WRITER,
        /** An expression makes one value of both. */
        MERGE
    }
}

package dev.baton.actors.pattern;

import dev.baton.actors.definition.Expression;
import org.jspecify.annotations.Nullable;

/** What must come of its branches before a fan-in goes on. */
public sealed interface Join {

    /** How many must have completed, at the least. */
    int needed(int branches);

    record All() implements Join {
        @Override
        public int needed(int branches) {
            return branches;
        }
    }

    record Any() implements Join {
        @Override
        public int needed(int branches) {
            return 1;
        }
    }

    record Quorum(int count) implements Join {
        @Override
        public int needed(int branches) {
            return Math.min(count, branches);
        }
    }

    /**
     * As many must give the same answer.
     *
     * @param on what is compared; sees {@code output}; null for the whole output
     */
    record Agree(int count, @Nullable Expression on) implements Join {
        @Override
        public int needed(int branches) {
            return Math.min(count, branches);
        }
    }
}

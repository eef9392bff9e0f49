package dev.baton.actors.pattern;

/** How many branches must succeed before a fan-in goes on. */
public sealed interface Join {

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
}

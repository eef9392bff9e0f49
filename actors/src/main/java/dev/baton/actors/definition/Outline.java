package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The order of a workflow's steps, without what they do.
 *
 * @param groups lists of steps inside; how they relate says {@code inside}
 */
record Outline(String id, Pattern.Inside inside, List<Group> groups) {

    /**
     * One list of steps.
     *
     * @param name unique among the lists of the step
     * @param role when it is done
     * @param after names of those that have ended when this one begins; only where {@code inside} is by need
     */
    record Group(String name, Role role, List<Outline> steps, Set<String> after) {

        Group(String name) {
            this(name, Role.PART);
        }

        Group(String name, Role role) {
            this(name, role, new ArrayList<>(), new HashSet<>());
        }
    }

    /** When a list of steps is done. */
    enum Role {
        /** When the step is. */
        PART,
        /** Instead of the step, if it fails. */
        FALLBACK,
        /** After the step has completed, if that must be undone. */
        COMPENSATION
    }

    Outline(String id, Pattern.Inside inside) {
        this(id, inside, new ArrayList<>());
    }
}

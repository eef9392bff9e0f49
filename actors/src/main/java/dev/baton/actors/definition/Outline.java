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
     * @param after names of those that have ended when this one begins; only where {@code inside} is by need
     */
    record Group(String name, List<Outline> steps, Set<String> after) {

        Group(String name) {
            this(name, new ArrayList<>(), new HashSet<>());
        }
    }

    Outline(String id, Pattern.Inside inside) {
        this(id, inside, new ArrayList<>());
    }
}

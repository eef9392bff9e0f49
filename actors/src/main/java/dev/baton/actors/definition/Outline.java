package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of a workflow's steps, without what they do.
 *
 * @param groups lists of steps inside; how they relate says {@code inside}
 */
record Outline(String id, Pattern.Inside inside, List<List<Outline>> groups) {

    Outline(String id, Pattern.Inside inside) {
        this(id, inside, new ArrayList<>());
    }
}

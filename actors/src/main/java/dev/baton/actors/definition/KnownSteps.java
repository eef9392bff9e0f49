package dev.baton.actors.definition;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of a workflow's steps; complete only when all of the workflow has been read. */
final class KnownSteps {

    static final KnownSteps NONE = new KnownSteps();

    private volatile Set<String> ids = Set.of();

    Set<String> ids() {
        return ids;
    }

    void complete(Collection<String> all) {
        ids = Collections.unmodifiableSet(new LinkedHashSet<>(all));
    }
}

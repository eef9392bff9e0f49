package dev.baton.actors.connector;

import dev.baton.actors.connector.AgentLimiter.Permit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/** Permits that wait: in the order of arrival within a run, and runs take turns. */
final class WaitingLine {

    private final Map<String, SequencedSet<Permit>> byRun = new LinkedHashMap<>(2);
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Permit permit) {
        byRun.computeIfAbsent(permit.run, ignored -> new LinkedHashSet<>()).add(permit);
        size++;
    }

    /** @return false if it does not wait here */
    boolean remove(Permit permit) {
        SequencedSet<Permit> own = byRun.get(permit.run);
        if (own == null || !own.remove(permit)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            byRun.remove(permit.run);
        }
        return true;
    }

    /** The first run gives its oldest permit, and goes to the end of the line, which must not be empty. */
    Permit next() {
        Map.Entry<String, SequencedSet<Permit>> run =
                byRun.entrySet().iterator().next();
        byRun.remove(run.getKey());
        Permit permit = run.getValue().removeFirst();
        if (!run.getValue().isEmpty()) {
            byRun.put(run.getKey(), run.getValue());
        }
        size--;
        return permit;
    }
}

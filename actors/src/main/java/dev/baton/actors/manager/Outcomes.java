package dev.baton.actors.manager;

import java.util.ArrayList;
import java.util.List;

/**
 * What the manager has to write of its own accord: results, ends of children, what falls due. Outlives a failed write, so
 * that it is written when the store is back, and no agent is asked again for what is known already.
 */
final class Outcomes {

    private final List<Request> waiting = new ArrayList<>(2);
    private boolean unwritten;

    /** @return whether it is the first that waits */
    boolean add(Request request) {
        waiting.add(request);
        return waiting.size() == 1;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    List<Request> take() {
        List<Request> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Those who asked for something themselves are told, and ask again. */
    void keep(List<Request> failed) {
        waiting.addAll(0, failed);
        waiting.removeIf(request -> request.asker() != null);
        unwritten = !waiting.isEmpty();
    }

    /** Whether a write has failed that is still to be done: until then the store may be away. */
    boolean unwritten() {
        return unwritten;
    }

    /** The store has taken a write. @return whether with it all is written that could not be before */
    boolean written() {
        boolean done = unwritten && waiting.isEmpty();
        if (done) {
            unwritten = false;
        }
        return done;
    }

    void forget() {
        waiting.clear();
        unwritten = false;
    }
}

package dev.baton.cluster.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start has begun so far: one that fails leaves nothing behind, so that it can be tried again. */
final class Begun {

    private static final Logger LOG = LoggerFactory.getLogger(Begun.class);

    private final Deque<Runnable> undoing = new ArrayDeque<>();

    /** @param undo ends what has just been begun */
    void then(Runnable undo) {
        undoing.push(undo);
    }

    /** Ends everything, the last first. */
    void undo() {
        while (!undoing.isEmpty()) {
            try {
                undoing.pop().run();
            } catch (RuntimeException failure) {
                LOG.info("The end of a start that failed was not clean: {}", failure.getMessage());
            }
        }
    }
}

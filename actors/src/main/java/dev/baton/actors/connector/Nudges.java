package dev.baton.actors.connector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attempts of this node that look now and then whether something outside has happened: who hears that it has, lets
 * them look at once. A nudge says nothing itself and may be lost, so it needs no proof and no record.
 */
public final class Nudges {

    private final Map<Callbacks.Subject, Runnable> waiting = new ConcurrentHashMap<>();

    /** @param look called on the thread of whoever nudges; must not block */
    public void await(Callbacks.Subject subject, Runnable look) {
        waiting.put(subject, look);
    }

    /** Does nothing if somebody else waits for the same attempt by now. */
    public void leave(Callbacks.Subject subject, Runnable look) {
        waiting.remove(subject, look);
    }

    public void nudge(Callbacks.Subject subject) {
        Runnable look = waiting.get(subject);
        if (look != null) {
            look.run();
        }
    }
}

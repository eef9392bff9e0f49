package dev.baton.actors.manager;

import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Those who look on at one run: they wait for its end, or hear each commit. They keep it in memory. */
final class Audience {

    /** Those who wait for the end of one run, at most. */
    static final int WAITERS_MAX = 1_000;

    private record Waiter(ActorRef<RunAnswer> replyTo, Instant until) {}

    private final List<Waiter> waiters = new ArrayList<>(1);
    private final Set<ActorRef<RunListener.Message>> listeners = new HashSet<>(1);

    /** @return false if too many wait already */
    boolean await(ActorRef<RunAnswer> replyTo, Instant until) {
        return waiters.size() < WAITERS_MAX && waiters.add(new Waiter(replyTo, until));
    }

    void listen(ActorRef<RunListener.Message> listener) {
        listeners.add(listener);
    }

    void leave(ActorRef<RunListener.Message> listener) {
        listeners.remove(listener);
    }

    void hear(Commit commit) {
        if (!listeners.isEmpty()) {
            RunListener.Message heard = new RunListener.Message.Heard(commit);
            listeners.forEach(listener -> listener.tell(heard));
        }
    }

    /** What nobody listens to is gone. */
    void hear(Speech speech) {
        if (!listeners.isEmpty()) {
            RunListener.Message spoken = new RunListener.Message.Spoken(speech);
            listeners.forEach(listener -> listener.tell(spoken));
        }
    }

    void ended(RunState state) {
        waiters.forEach(waiter -> waiter.replyTo().tell(new RunAnswer.Given(new Runs.Reply.Done(state, false))));
        waiters.clear();
    }

    /** Whether anybody is left, without those who have given up. */
    boolean isThere(Instant now) {
        waiters.removeIf(waiter -> waiter.until().isBefore(now));
        return !waiters.isEmpty() || !listeners.isEmpty();
    }
}

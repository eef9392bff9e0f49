package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
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

    private record Waiter(Instant until, Runs.Detail detail, ActorRef<RunAnswer> replyTo) {}

    private final RunKey key;
    private final List<Waiter> waiters = new ArrayList<>(1);
    private final Set<ActorRef<RunListener.Message>> listeners = new HashSet<>(1);

    Audience(RunKey key) {
        this.key = key;
    }

    /** Answers with the run as it is, or that there is none. */
    void show(RunState state, Runs.Detail detail, ActorRef<RunAnswer> replyTo) {
        replyTo.tell(new RunAnswer.Given(
                state.exists()
                        ? new Runs.Reply.Done(detail.of(state), false)
                        : new Runs.Reply.Refused(Deciding.notFound(key))));
    }

    /** Answered at the end; at once if there is nothing to wait for, or too many wait already. */
    void await(RunState state, RunMessage.AwaitEnd await) {
        if (state.exists() && !state.ended() && waiters.size() < WAITERS_MAX) {
            waiters.add(new Waiter(await.until(), await.detail(), await.replyTo()));
        } else {
            show(state, await.detail(), await.replyTo());
        }
    }

    /** Answered with the run as it is before the first that is heard. */
    void listen(RunState state, RunMessage.Listen listen) {
        if (state.exists()) {
            listeners.add(listen.listener());
        }
        show(state, Runs.Detail.OUTLINE, listen.replyTo());
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
        waiters.forEach(waiter -> show(state, waiter.detail(), waiter.replyTo()));
        waiters.clear();
    }

    /** Whether anybody is left, without those who have given up. */
    boolean isThere(Instant now) {
        waiters.removeIf(waiter -> waiter.until().isBefore(now));
        return !waiters.isEmpty() || !listeners.isEmpty();
    }
}

package dev.baton.http.resource;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Runs.Detail;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for the end of a run; when the node shuts down they are told at once how far it is. */
public final class LongPolls {

    private final Runs runs;
    private final Set<Poll> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    private static final class Poll {
        private final RunKey run;
        private final Detail detail;
        private final CompletableFuture<Runs.Reply> reply = new CompletableFuture<>();

        private Poll(RunKey run, Detail detail) {
            this.run = run;
            this.detail = detail;
        }
    }

    public LongPolls(Runs runs) {
        this.runs = runs;
    }

    /** The run when it has ended, or as it is after {@code patience}; {@code now} if there is nothing to wait for. */
    CompletionStage<Runs.Reply> await(RunKey run, RunState now, Duration patience, Detail detail) {
        if (now.ended() || patience.isZero() || draining) {
            return CompletableFuture.completedFuture(new Runs.Reply.Done(now, false));
        }
        return await(run, patience, detail);
    }

    CompletionStage<Runs.Reply> await(RunKey run, Duration patience, Detail detail) {
        if (patience.isZero() || draining) {
            return runs.get(run, detail);
        }
        Poll poll = new Poll(run, detail);
        open.add(poll);
        pass(runs.awaitEnd(run, patience, detail), poll);
        if (draining) {
            pass(runs.get(run, detail), poll);
        }
        return poll.reply;
    }

    private void pass(CompletionStage<Runs.Reply> answer, Poll poll) {
        answer.whenComplete((reply, failure) -> {
            open.remove(poll);
            if (failure == null) {
                poll.reply.complete(reply);
            } else {
                poll.reply.completeExceptionally(failure);
            }
        });
    }

    /** From now on nobody waits. */
    public void drain() {
        draining = true;
        open.forEach(poll -> pass(runs.get(poll.run, poll.detail), poll));
    }
}

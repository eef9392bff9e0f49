package dev.baton.actors.manager;

import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.Unstorable;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** What one manager is writing, if anything; and what those hear who asked for it, if it cannot be written. */
final class Writing {

    private final ActorContext<RunMessage> context;
    private final RunKey key;
    private final Outcomes outcomes;
    private final Duration retryAfter;
    private List<Request> requests = List.of();
    private @Nullable RunState next;
    private boolean fenced;

    /**
     * @param outcomes where what nobody asked for waits to be written once more
     * @param retryAfter what those are told who asked while the store cannot be written
     */
    Writing(ActorContext<RunMessage> context, RunKey key, Outcomes outcomes, Duration retryAfter) {
        this.context = context;
        this.key = key;
        this.outcomes = outcomes;
        this.retryAfter = retryAfter;
    }

    /** @param state that deciding them has made */
    void begin(List<Request> decided, RunState state) {
        requests = decided;
        next = state;
    }

    void done() {
        requests = List.of();
        next = null;
    }

    /** What is being written has been folded while it was decided; only what is replayed is folded here. */
    RunState fold(RunState state, Commit commit) {
        return next == null ? RunFold.apply(state, commit) : next;
    }

    /** Whether the last write failed because the run is not this cell's any more. */
    boolean isFenced() {
        return fenced;
    }

    /** The run is read again. Whether it is written is unknown: whoever asked may ask again. */
    void failed(Throwable failure) {
        StoreException reason = StoreFailures.of(failure, retryAfter);
        fenced = reason instanceof Fenced;
        if (reason instanceof Unstorable) {
            outcomes.interrupted(List.of());
            refused(failure);
            return;
        }
        tell(requests, reason);
        outcomes.interrupted(requests);
        done();
    }

    /**
     * The store is known to take no writes. None is tried: the run need not be read again then, and whoever reads it does
     * not wait for that.
     */
    void withheld(List<Request> decided, StoreUnavailable reason) {
        tell(decided, reason);
        if (decided.stream().anyMatch(request -> request.asker() == null)) {
            outcomes.hold(decided);
        }
    }

    private static void tell(List<Request> requests, StoreException reason) {
        for (Request request : requests) {
            if (request.asker() != null) {
                request.asker().failed(reason);
            }
        }
    }

    /** The store cannot take it, now or later. It would refuse it again if the agent were simply asked again. */
    void refused(Throwable failure) {
        String what = "what follows cannot be stored: " + failure.getMessage();
        context.getLog().error("Run {} met a defect; {}", key, what, failure);
        for (Request request : requests) {
            if (request.asker() != null) {
                request.asker().failed(new Unstorable(what, failure));
            } else {
                context.getSelf()
                        .tell(
                                request.command() instanceof RunCommand.RecordResult result
                                        ? new RunMessage.WorkerReport(defect(result.attempt(), what))
                                        : new RunMessage.Defect(what));
            }
        }
        done();
    }

    static AttemptWorker.Report defect(String attempt, String what) {
        return new AttemptWorker.Report.Ended(
                attempt, new AttemptResult.Failed(RunError.of(ErrorKind.BUG, what), null));
    }
}

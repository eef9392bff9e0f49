package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a manager is told: by callers, its shard, its workers, its timers and itself. */
public sealed interface RunMessage {

    /** Comes from any node: has a form for the wire. */
    sealed interface Remote extends RunMessage {}

    private static Runs.Detail told(Runs.@Nullable Detail detail) {
        return detail == null ? Runs.Detail.ALL : detail;
    }

    /** Stays within a node. */
    sealed interface Local extends RunMessage, NoSerializationVerificationNeeded {}

    /** @param detail how much of the run is answered; an older node does not say, and is told all */
    record Ask(RunCommand command, Principal by, String cause, Runs.Detail detail, ActorRef<RunAnswer> replyTo)
            implements Remote {

        public Ask {
            detail = told(detail);
        }
    }

    record Get(Runs.Detail detail, ActorRef<RunAnswer> replyTo) implements Remote {

        public Get {
            detail = told(detail);
        }
    }

    record AwaitEnd(Instant until, Runs.Detail detail, ActorRef<RunAnswer> replyTo) implements Remote {

        public AwaitEnd {
            detail = told(detail);
        }
    }

    record Listen(ActorRef<RunListener.Message> listener, ActorRef<RunAnswer> replyTo) implements Remote {}

    record Unlisten(ActorRef<RunListener.Message> listener) implements Remote {}

    /** The run is due, or was running when its node was lost. @param replyTo learns that it is in memory */
    record Wake(@Nullable Instant dueAt, ActorRef<RunAnswer> replyTo) implements Remote {}

    /** Leaves memory; sent by the shard. */
    enum Stop implements Local {
        INSTANCE
    }

    /** Another run of the same tree has something to tell. @param replyTo hears what became of it */
    record Told(Delivery delivery, RunCommand command, Principal by, String cause, ActorRef<RunMessage> replyTo)
            implements Remote {}

    /** The other run's answer. @param why it is refused; empty if it is not */
    record Heard(Delivery delivery, Answer answer, String why) implements Remote {

        /** What became of a delivery. */
        public enum Answer {
            /** Written, and the delivery struck out with it. */
            RECORDED,
            /** There was nothing to write. */
            KNOWN,
            REFUSED,
            /** It may not have been written. */
            LATER
        }
    }

    /** What the store says is still to be told. */
    record Undelivered(
            @Nullable List<Delivery> deliveries, @Nullable Throwable failure) implements Local {}

    enum TellAgain implements Local {
        INSTANCE
    }

    record WorkerReport(AttemptWorker.Report report) implements Local {}

    enum Due implements Local {
        INSTANCE
    }

    enum Flush implements Local {
        INSTANCE
    }

    /** It is time to write once more what could not be written. */
    enum TryAgain implements Local {
        INSTANCE
    }

    enum Park implements Local {
        INSTANCE
    }

    /** What another run had done, or why that is not known. */
    record PastRead(
            Remote message, @Nullable Past past, @Nullable Throwable failure) implements Local {}

    /** The version that the run is to be moved to is in memory, or why it is not. */
    record TargetRead(Ask ask, boolean found, @Nullable Throwable failure) implements Local {}

    record Loaded(
            @Nullable WorkflowDefinition workflow, @Nullable Throwable failure) implements Local {}

    enum LoadAgain implements Local {
        INSTANCE
    }

    record Defect(String what) implements Local {}

    /** The run's cell is this node's. @param trouble why it is not; null if it is */
    record Claimed(@Nullable StoreException trouble) implements Local {}

    enum ClaimAgain implements Local {
        INSTANCE
    }
}

package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** What a manager is told: by callers, its shard, its workers, its timers and itself. */
sealed interface RunMessage {

    record Ask(RunCommand command, Principal by, String cause, ActorRef<StatusReply<Runs.Reply>> replyTo)
            implements RunMessage {}

    record Get(ActorRef<StatusReply<Runs.Reply>> replyTo) implements RunMessage {}

    record AwaitEnd(ActorRef<StatusReply<Runs.Reply>> replyTo, Instant until) implements RunMessage {}

    record Listen(ActorRef<RunListener.Message> listener, ActorRef<StatusReply<Runs.Reply>> replyTo)
            implements RunMessage {}

    record Unlisten(ActorRef<RunListener.Message> listener) implements RunMessage {}

    /** The run is due, or was running when its node was lost. @param replyTo learns that it is in memory */
    record Wake(@Nullable Instant dueAt, ActorRef<StatusReply<Runs.Reply>> replyTo) implements RunMessage {}

    /** Leaves memory; sent by the shard. */
    enum Stop implements RunMessage {
        INSTANCE
    }

    /** Another run of the same tree has something to tell. @param replyTo hears what became of it */
    record Told(Delivery delivery, RunCommand command, Principal by, String cause, ActorRef<RunMessage> replyTo)
            implements RunMessage {}

    /** The other run's answer. @param why it is refused; empty if it is not */
    record Heard(Delivery delivery, Answer answer, String why) implements RunMessage {

        enum Answer {
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
            @Nullable List<Delivery> deliveries, @Nullable Throwable failure) implements RunMessage {}

    enum TellAgain implements RunMessage {
        INSTANCE
    }

    record WorkerReport(AttemptWorker.Report report) implements RunMessage {}

    enum Due implements RunMessage {
        INSTANCE
    }

    enum Flush implements RunMessage {
        INSTANCE
    }

    enum Park implements RunMessage {
        INSTANCE
    }

    record Loaded(
            @Nullable WorkflowDefinition workflow, @Nullable Throwable failure) implements RunMessage {}

    enum LoadAgain implements RunMessage {
        INSTANCE
    }

    record Defect(String what) implements RunMessage {}
}

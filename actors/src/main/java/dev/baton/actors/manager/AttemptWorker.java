package dev.baton.actors.manager;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one attempt. A transient fault restarts it after a pause, a few times; anything else that it throws
 * stops it, and its manager records the attempt as failed. It stops at its deadline, whatever the agent does.
 */
final class AttemptWorker {

    sealed interface Message {}

    private record Settled(
            @Nullable AttemptResult result, @Nullable Throwable fault) implements Message {}

    private enum Expired implements Message {
        INSTANCE
    }

    /** What a worker tells its manager. */
    sealed interface Report {
        String attempt();

        record Ended(String attempt, AttemptResult result) implements Report {}

        record Restarting(String attempt, String cause) implements Report {}
    }

    /** A fault that is no exception (a linkage error, say), made one, so that it stops the worker and not the node. */
    static final class WorkerFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WorkerFault(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    /**
     * @param handle of a call that the agent had accepted; null to make the call
     */
    record Job(AttemptRequest request, @Nullable Payload handle) {}

    /** What outlives a restart of the worker. */
    private static final class History {
        private int starts;
        private String lastFault = "";

        void begin(String attempt, ActorRef<? super Report> manager) {
            if (starts++ > 0) {
                manager.tell(new Report.Restarting(attempt, lastFault));
            }
        }

        RuntimeException fault(Throwable cause) {
            lastFault = String.valueOf(cause.getMessage());
            return cause instanceof RuntimeException exception ? exception : new WorkerFault(cause);
        }
    }

    private final Job job;
    private final ActorRef<? super Report> manager;
    private final AgentConnector.Call call;
    private final History history;
    private boolean over;

    static Behavior<Message> create(
            Job job,
            AgentCaller caller,
            InstantSource clock,
            EngineSettings settings,
            ActorRef<? super Report> manager) {
        History history = new History();
        Behavior<Message> attempt = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            history.begin(job.request().attempt(), manager);
            return new AttemptWorker(context, timers, job, caller, clock.instant(), manager, history).behavior();
        }));
        return Behaviors.supervise(attempt)
                .onFailure(
                        AgentConnector.TransientFault.class,
                        SupervisorStrategy.restartWithBackoff(
                                        settings.workerBackoffMin(), settings.workerBackoffMax(), 0.2)
                                .withMaxRestarts(settings.workerRestartsMax())
                                .withLoggingEnabled(false));
    }

    private AttemptWorker(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Job job,
            AgentCaller caller,
            Instant now,
            ActorRef<? super Report> manager,
            History history) {
        this.history = history;
        this.job = job;
        this.manager = manager;
        timers.startSingleTimer(Expired.INSTANCE, remaining(job.request().deadline(), now));
        this.call = begin(caller);
        context.pipeToSelf(call.result(), Settled::new);
    }

    private static Duration remaining(Instant deadline, Instant now) {
        Duration left = Duration.between(now, deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private AgentConnector.Call begin(AgentCaller caller) {
        try {
            return caller.call(job.request(), job.handle());
        } catch (Throwable e) {
            throw history.fault(e);
        }
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Settled.class, this::onSettled)
                .onMessage(Expired.class, ignored -> onExpired())
                .onSignal(PreRestart.class, ignored -> onRestart())
                .onSignal(PostStop.class, ignored -> onStop())
                .build();
    }

    private Behavior<Message> onSettled(Settled settled) {
        if (settled.result() != null) {
            return report(settled.result());
        }
        Throwable fault = settled.fault() instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : settled.fault();
        throw history.fault(fault == null ? new IllegalStateException("a call ended with nothing") : fault);
    }

    private Behavior<Message> onExpired() {
        call.cancel();
        return report(new AttemptResult.Failed(
                RunError.of(
                        ErrorKind.TIMEOUT,
                        "agent " + job.request().agent().name() + " did not answer by "
                                + job.request().deadline()),
                null));
    }

    private Behavior<Message> report(AttemptResult result) {
        over = true;
        manager.tell(new Report.Ended(job.request().attempt(), result));
        return Behaviors.stopped();
    }

    private Behavior<Message> onRestart() {
        call.cancel();
        return Behaviors.same();
    }

    private Behavior<Message> onStop() {
        if (!over) {
            call.cancel();
        }
        return Behaviors.same();
    }
}

package dev.baton.actors.manager;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
 * Carries out one attempt. A transient fault restarts it after a pause, a few times; after anything else that a call
 * throws it reports and stops. It stops at its deadline, whatever the agent does.
 */
final class AttemptWorker {

    /** The scheduler takes no more than 248 days; a deadline further away is looked at again then. */
    private static final Duration TIMER_MAX = Duration.ofDays(200);

    sealed interface Message {}

    private record Settled(
            @Nullable AttemptResult result, @Nullable Throwable fault) implements Message {}

    /** The call had waited for its turn, and has until {@code deadline} now. */
    private record LetThrough(
            @Nullable Instant deadline, @Nullable Throwable fault) implements Message {}

    private enum Expired implements Message {
        INSTANCE
    }

    /** What a worker tells its manager. */
    sealed interface Report {
        String attempt();

        record Ended(String attempt, AttemptResult result) implements Report {}

        record Restarting(String attempt, int restarts, String cause) implements Report {}

        /** What its agent says while it is saying it. */
        record Said(String attempt, String message, String words) implements Report {}
    }

    /**
     * @param handle of a call that the agent had accepted; null to make the call
     */
    record Job(AttemptRequest request, @Nullable Payload handle, Wanted wanted) {}

    /** Whether the result is still waited for: a worker that is stopped asks, since not every stop ends the attempt. */
    static final class Wanted {
        private volatile boolean still = true;

        void noMore() {
            still = false;
        }
    }

    /** What outlives a restart of the worker: the restarts of one attempt are counted together. */
    private static final class History {
        private final int restartsMax;
        private int restarts = -1;
        private String lastFault = "";

        History(int restartsMax) {
            this.restartsMax = restartsMax;
        }

        void begin(String attempt, ActorRef<? super Report> manager) {
            restarts++;
            if (restarts > 0) {
                manager.tell(new Report.Restarting(attempt, restarts, lastFault));
            }
        }

        boolean mayRestart() {
            return restarts < restartsMax;
        }
    }

    private final ActorContext<Message> context;
    private final Job job;
    private final ActorRef<? super Report> manager;
    private final AgentConnector.Call call;
    private final History history;
    private final InstantSource clock;
    private final TimerScheduler<Message> timers;
    private Instant deadline;
    private boolean over;

    static Behavior<Message> create(
            Job job,
            AgentCaller caller,
            InstantSource clock,
            EngineSettings settings,
            ActorRef<? super Report> manager) {
        History history = new History(settings.workerRestartsMax());
        Behavior<Message> attempt = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            history.begin(job.request().attempt(), manager);
            return new AttemptWorker(context, timers, job, caller, clock, manager, history).behavior();
        }));
        return Behaviors.supervise(attempt)
                .onFailure(
                        AgentConnector.TransientFault.class,
                        SupervisorStrategy.restartWithBackoff(
                                        settings.workerBackoffMin(), settings.workerBackoffMax(), 0.2)
                                .withLoggingEnabled(false));
    }

    private AttemptWorker(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Job job,
            AgentCaller caller,
            InstantSource clock,
            ActorRef<? super Report> manager,
            History history) {
        this.context = context;
        this.history = history;
        this.job = job;
        this.manager = manager;
        this.clock = clock;
        this.timers = timers;
        this.deadline = job.request().deadline();
        this.call = begin(caller);
        // Who waits for other calls of the agent may wait for long; only the end of the run ends that.
        call.turn().ifPresentOrElse(turn -> context.pipeToSelf(turn, LetThrough::new), this::keepTime);
        context.pipeToSelf(call.result(), Settled::new);
        String attempt = job.request().attempt();
        call.listen((message, words) -> manager.tell(new Report.Said(attempt, message, words)));
    }

    private void keepTime() {
        Duration left = Duration.between(clock.instant(), deadline);
        Duration delay = left.compareTo(TIMER_MAX) > 0 ? TIMER_MAX : left;
        timers.startSingleTimer(Expired.INSTANCE, delay.isNegative() ? Duration.ZERO : delay);
    }

    /** A connector that throws at once is treated like one whose call fails: one way of failing is enough. */
    private AgentConnector.Call begin(AgentCaller caller) {
        try {
            return caller.call(job.request(), job.handle());
        } catch (Throwable e) {
            return new Failed(CompletableFuture.failedStage(e));
        }
    }

    private record Failed(CompletionStage<AttemptResult> result) implements AgentConnector.Call {
        @Override
        public void cancel() {}
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Settled.class, this::onSettled)
                .onMessage(LetThrough.class, this::onLetThrough)
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
        if (fault instanceof AgentConnector.TransientFault again) {
            history.lastFault = String.valueOf(again.getMessage());
            if (history.mayRestart()) {
                throw again;
            }
            return report(failed(ErrorKind.UNAVAILABLE, history.lastFault));
        }
        context.getLog()
                .error(
                        "The call of attempt {} of run {} met a defect",
                        job.request().attempt(),
                        new RunKey(job.request().tenant(), job.request().run()),
                        fault);
        return report(failed(ErrorKind.BUG, String.valueOf(fault)));
    }

    private static AttemptResult failed(ErrorKind kind, String message) {
        return new AttemptResult.Failed(RunError.of(kind, message), null);
    }

    private Behavior<Message> onLetThrough(LetThrough turn) {
        if (turn.deadline() != null) {
            deadline = turn.deadline();
            keepTime();
        }
        return Behaviors.same();
    }

    private Behavior<Message> onExpired() {
        if (clock.instant().isBefore(deadline)) {
            keepTime();
            return Behaviors.same();
        }
        call.cancel();
        return report(
                failed(ErrorKind.TIMEOUT, "agent " + job.request().agent().name() + " did not answer by " + deadline));
    }

    private Behavior<Message> report(AttemptResult result) {
        over = true;
        manager.tell(new Report.Ended(job.request().attempt(), result));
        return Behaviors.stopped();
    }

    private Behavior<Message> onRestart() {
        call.leave();
        return Behaviors.same();
    }

    private Behavior<Message> onStop() {
        if (over) {
            return Behaviors.same();
        }
        if (job.wanted().still) {
            call.leave();
        } else {
            call.cancel();
        }
        return Behaviors.same();
    }
}

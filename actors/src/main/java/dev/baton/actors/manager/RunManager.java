package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Owns one run: decides, persists, then acts. Supervises a worker per open attempt; leaves memory when the run waits or
 * has ended, and comes back when something concerns it.
 */
public final class RunManager extends EventSourcedBehavior<RunManager.Message, Commit, RunState> {

    public static final EntityTypeKey<Message> TYPE = EntityTypeKey.create(Message.class, "Run");

    /** Those who wait for the end of one run, at most. */
    static final int WAITERS_MAX = 1_000;

    /** A failed write is tried again after pauses from this one... */
    private static final Duration STORE_BACKOFF_MIN = Duration.ofMillis(200);

    /** ... to this one. */
    private static final Duration STORE_BACKOFF_MAX = Duration.ofSeconds(3);

    /** Timers are armed for at most this long, then looked at again. */
    private static final Duration TIMER_MAX = Duration.ofHours(12);

    public sealed interface Message {}

    record Ask(RunCommand command, Principal by, String cause, ActorRef<Runs.Reply> replyTo) implements Message {}

    record Get(ActorRef<Runs.Reply> replyTo) implements Message {}

    record AwaitEnd(ActorRef<Runs.Reply> replyTo, Instant until) implements Message {}

    record Listen(ActorRef<RunListener.Message> listener, ActorRef<Runs.Reply> replyTo) implements Message {}

    record Unlisten(ActorRef<RunListener.Message> listener) implements Message {}

    /** The run is due, or was running when its node was lost. @param replyTo learns that it is in memory */
    record Wake(@Nullable Instant dueAt, ActorRef<Runs.Reply> replyTo) implements Message {}

    /** Leaves memory; sent by the shard. */
    public enum Stop implements Message {
        INSTANCE
    }

    record WorkerReport(AttemptWorker.Report report) implements Message {}

    private enum Due implements Message {
        INSTANCE
    }

    private enum Flush implements Message {
        INSTANCE
    }

    private enum Park implements Message {
        INSTANCE
    }

    private record Loaded(
            @Nullable WorkflowDefinition workflow, @Nullable Throwable failure) implements Message {}

    private record Waiter(ActorRef<Runs.Reply> replyTo, Instant until) {}

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final RunKey key;
    private final Engine engine;
    private final Workers workers;
    private final RunProjection projection = new RunProjection();
    private final List<Waiter> waiters = new ArrayList<>(1);
    private final Set<ActorRef<RunListener.Message>> listeners = new HashSet<>(1);
    private final List<RunCommand> results = new ArrayList<>(2);
    private @Nullable RunDecider decider;
    private @Nullable Instant armedFor;
    private boolean loading;
    private boolean warned;

    public static Behavior<Message> create(RunKey key, ActorRef<ClusterSharding.ShardCommand> shard, Engine engine) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RunManager(context, timers, key, shard, engine)));
    }

    private RunManager(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            RunKey key,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Engine engine) {
        super(
                PersistenceId.of(TYPE.name(), key.entityId()),
                SupervisorStrategy.restartWithBackoff(STORE_BACKOFF_MIN, STORE_BACKOFF_MAX, 0.2));
        this.context = context;
        this.timers = timers;
        this.key = key;
        this.shard = shard;
        this.engine = engine;
        this.workers = new Workers(context, engine);
    }

    @Override
    public RunState emptyState() {
        return RunState.EMPTY;
    }

    @Override
    public EventHandler<RunState, Commit> eventHandler() {
        return RunFold::apply;
    }

    @Override
    public boolean shouldSnapshot(RunState state, Commit commit, long sequenceNr) {
        return sequenceNr % engine.settings().snapshotEvery() == 0;
    }

    @Override
    public SignalHandler<RunState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(ChildFailed.class, this::onWorkerFailed)
                .onSignal(Terminated.class, (state, ended) -> workers.died(ended.getRef()))
                .build();
    }

    @Override
    public CommandHandler<Message, Commit, RunState> commandHandler() {
        return this::onMessage;
    }

    private Effect<Commit, RunState> onMessage(RunState state, Message message) {
        if (needsDefinition(state, message)) {
            load(state);
            return Effect().stash();
        }
        return switch (message) {
            case Ask ask -> onAsk(state, ask);
            case Get get -> answer(state, get.replyTo());
            case AwaitEnd await -> onAwaitEnd(state, await);
            case Listen listen -> onListen(state, listen);
            case Unlisten unlisten -> onUnlisten(unlisten);
            case Wake wake -> onWake(state, wake);
            case Stop ignored -> onStop(state);
            case WorkerReport report -> onReport(report.report());
            case Flush ignored -> flush(state);
            case Due ignored -> onDue(state);
            case Park ignored -> onPark(state);
            case Loaded loaded -> onLoaded(loaded);
        };
    }

    // The definition

    private boolean needsDefinition(RunState state, Message message) {
        return decider == null
                && state.exists()
                && switch (message) {
                    case Ask ignored -> true;
                    case WorkerReport ignored -> true;
                    case Flush ignored -> true;
                    case Due ignored -> true;
                    case Get ignored -> false;
                    case AwaitEnd ignored -> false;
                    case Listen ignored -> false;
                    case Unlisten ignored -> false;
                    case Wake ignored -> false;
                    case Stop ignored -> false;
                    case Park ignored -> false;
                    case Loaded ignored -> false;
                }
                && !remembered(state.started().digest());
    }

    private boolean remembered(String digest) {
        engine.catalog()
                .workflow(key.tenant(), digest)
                .ifPresent(workflow -> decider = new RunDecider(workflow.plan()));
        return decider != null;
    }

    private void load(RunState state) {
        if (!loading) {
            loading = true;
            context.pipeToSelf(
                    engine.catalog().loadWorkflow(key.tenant(), state.started().digest()),
                    (found, failure) -> new Loaded(found == null ? null : found.orElse(null), failure));
        }
    }

    private Effect<Commit, RunState> onLoaded(Loaded loaded) {
        loading = false;
        if (loaded.workflow() == null) {
            context.getLog().error("The definition that run {} pins cannot be loaded", key, loaded.failure());
            return Effect().none().thenUnstashAll();
        }
        decider = new RunDecider(loaded.workflow().plan());
        return Effect().none().thenUnstashAll();
    }

    // Commands

    private Effect<Commit, RunState> onAsk(RunState state, Ask ask) {
        if (decider == null && ask.command() instanceof RunCommand.Start start && !remembered(start.digest())) {
            return refuse(ask.replyTo(), Rejection.Code.RUN_NOT_FOUND, "The definition of the run is not loaded.");
        }
        if (decider == null) {
            return refuse(ask.replyTo(), Rejection.Code.RUN_NOT_FOUND, "There is no run " + key.runId() + ".");
        }
        return commit(state, List.of(ask.command()), ask.by(), ask.cause(), ask.replyTo());
    }

    private Effect<Commit, RunState> refuse(ActorRef<Runs.Reply> replyTo, Rejection.Code code, String message) {
        return Effect().none().thenRun(state -> {
            replyTo.tell(new Runs.Reply.Refused(new Rejection(code, message)));
            rest(state);
        });
    }

    /** Decides the commands one after the other, and persists what follows from all of them in one write. */
    private Effect<Commit, RunState> commit(
            RunState state,
            List<RunCommand> commands,
            Principal by,
            String cause,
            @Nullable ActorRef<Runs.Reply> replyTo) {
        Instant now = engine.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Commit header = new Commit(
                key.tenant(), engine.settings().environment(), by, now, cause, state.lastEvent() + 1, List.of(), null);
        RunState next = state;
        List<RunEvent> events = new ArrayList<>();
        for (RunCommand command : commands) {
            switch (decide(next, command, header)) {
                case Outcome.Refused refused -> {
                    if (replyTo != null) {
                        return refuse(
                                replyTo,
                                refused.rejection().code(),
                                refused.rejection().message());
                    }
                }
                case Outcome.Accepted accepted -> {
                    events.addAll(accepted.events());
                    next = accepted.next();
                }
            }
        }
        return persist(state, next, header, events, replyTo);
    }

    /** A defect in the engine, met while deciding, isolates this run as an incident. */
    private Outcome decide(RunState state, RunCommand command, Commit header) {
        RunDecider current = Objects.requireNonNull(decider);
        try {
            return current.decide(state, command, header);
        } catch (RuntimeException | StackOverflowError e) {
            context.getLog()
                    .error("Run {} met a defect on {}", key, command.getClass().getSimpleName(), e);
            return current.decide(
                    state, new RunCommand.ReportBug(command.getClass().getSimpleName() + ": " + e), header);
        }
    }

    private Effect<Commit, RunState> persist(
            RunState before,
            RunState next,
            Commit header,
            List<RunEvent> events,
            @Nullable ActorRef<Runs.Reply> replyTo) {
        if (events.isEmpty()) {
            return Effect().none().thenRun(state -> {
                reply(replyTo, state, false);
                rest(state);
            });
        }
        Commit bare = new Commit(
                header.tenant(),
                header.environment(),
                header.by(),
                header.at(),
                header.cause(),
                header.firstEvent(),
                events,
                null);
        Commit commit = new Commit(
                header.tenant(),
                header.environment(),
                header.by(),
                header.at(),
                header.cause(),
                header.firstEvent(),
                events,
                projection.project(before, next, bare));
        return Effect().persist(commit).thenRun(state -> {
            reply(replyTo, state, true);
            react(before, state, commit);
        });
    }

    private static void reply(@Nullable ActorRef<Runs.Reply> replyTo, RunState state, boolean changed) {
        if (replyTo != null) {
            replyTo.tell(new Runs.Reply.Done(state, changed));
        }
    }

    // Effects, after the write

    private void react(RunState before, RunState state, Commit commit) {
        for (RunEvent event : commit.events()) {
            react(before, state, event);
        }
        engine.metrics().count(commit.events());
        RunListener.Message heard = new RunListener.Message.Heard(commit);
        for (ActorRef<RunListener.Message> listener : listeners) {
            listener.tell(heard);
        }
        if (!warned && state.lastEvent() >= engine.settings().eventsWarn()) {
            warned = true;
            context.getLog().warn("Run {} has {} events; consider splitting its workflow", key, state.lastEvent());
        }
        rest(state);
    }

    private void react(RunState before, RunState state, RunEvent event) {
        switch (event) {
            case RunEvent.AttemptStarted e -> dispatch(state, e.path());
            case RunEvent.AttemptFailed e -> workers.stop(e.attempt());
            case RunEvent.AttemptAccepted e -> {
                if (e.passive()) {
                    workers.stop(e.attempt());
                }
            }
            case RunEvent.StepCompleted e -> workers.stop(e.attempt());
            case RunEvent.StepFailed e -> workers.stop(e.attempt());
            case RunEvent.StepCancelled e -> stopWorkerOf(before, state, e.path());
            case RunEvent.RunCompleted ignored -> finish(state);
            case RunEvent.RunFailed ignored -> finish(state);
            case RunEvent.RunCancelled ignored -> finish(state);
            case RunEvent.IncidentResolved ignored -> redispatch(state);
            case RunEvent.WorkerRestarted e ->
                context.getLog().info("Worker of {} restarted ({}): {}", e.attempt(), e.restarts(), e.cause());
            case RunEvent.IncidentRaised e ->
                context.getLog()
                        .warn(
                                "Run {} needs a person: {} {}",
                                key,
                                e.incident(),
                                e.error().message());
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.StepStarted ignored -> {}
            case RunEvent.StepHeld ignored -> {}
            case RunEvent.WaitStarted ignored -> {}
            case RunEvent.SignalReceived ignored -> {}
            case RunEvent.SignalConsumed ignored -> {}
            case RunEvent.ApprovalRequested ignored -> {}
            case RunEvent.ApprovalDecided ignored -> {}
            case RunEvent.StepDecided ignored -> {}
            case RunEvent.RunPaused ignored -> {}
            case RunEvent.RunResumed ignored -> {}
        }
    }

    private void dispatch(RunState state, String path) {
        StepState step = state.step(path);
        if (step != null && step.activity() instanceof Activity.Attempting attempt && !attempt.passive()) {
            workers.dispatch(state, step, attempt);
        }
    }

    private void redispatch(RunState state) {
        for (StepState step : state.busySteps()) {
            dispatch(state, step.path());
        }
    }

    private void stopWorkerOf(RunState before, RunState state, String path) {
        StepState step = state.step(path);
        if (step != null) {
            workers.stop(step.lastAttempt());
        }
    }

    private void finish(RunState state) {
        workers.stopAll();
        waiters.forEach(waiter -> waiter.replyTo().tell(new Runs.Reply.Done(state, false)));
        waiters.clear();
    }

    // Workers

    private Effect<Commit, RunState> onReport(AttemptWorker.Report report) {
        return switch (report) {
            case AttemptWorker.Report.Ended ended ->
                collect(new RunCommand.RecordResult(ended.attempt(), ended.result()));
            case AttemptWorker.Report.Restarting restarting ->
                collect(new RunCommand.RecordRestart(restarting.attempt(), restarting.restarts(), restarting.cause()));
        };
    }

    /** Results that arrive while a write is under way are handled together: one write for all of them. */
    private Effect<Commit, RunState> collect(RunCommand result) {
        results.add(result);
        if (results.size() == 1) {
            context.getSelf().tell(Flush.INSTANCE);
        }
        return Effect().none();
    }

    private Effect<Commit, RunState> flush(RunState state) {
        List<RunCommand> batch = List.copyOf(results);
        results.clear();
        return commit(state, batch, Principal.SYSTEM, "result", null);
    }

    private void onWorkerFailed(RunState state, ChildFailed failed) {
        String attempt = workers.died(failed.getRef());
        if (attempt == null) {
            return;
        }
        context.getLog().error("The worker of attempt {} failed", attempt, failed.getCause());
        RunError error = RunError.of(ErrorKind.BUG, String.valueOf(failed.getCause()));
        context.getSelf()
                .tell(new WorkerReport(new AttemptWorker.Report.Ended(attempt, new AttemptResult.Failed(error, null))));
    }

    // Time

    private Effect<Commit, RunState> onWake(RunState state, Wake wake) {
        wake.replyTo().tell(new Runs.Reply.Done(state, false));
        if (wake.dueAt() != null) {
            engine.metrics().woken(Duration.between(wake.dueAt(), engine.clock().instant()));
        }
        return Effect().none().thenRun(this::rest);
    }

    private Effect<Commit, RunState> onDue(RunState state) {
        armedFor = null;
        if (!state.exists() || state.ended()) {
            return Effect().none();
        }
        return commit(state, List.of(new RunCommand.Tick()), Principal.SYSTEM, "time", null);
    }

    /** What remains to be done whenever the run comes to rest: arm the timer, leave memory if nothing goes on. */
    private void rest(RunState state) {
        Optional<Instant> due = state.nextDue();
        if (due.isPresent() && (armedFor == null || due.get().isBefore(armedFor))) {
            arm(due.get());
        }
        if (state.hasLiveAttempts()) {
            timers.cancel(Park.INSTANCE);
        } else if (!timers.isTimerActive(Park.INSTANCE)) {
            Duration after = state.exists() && !state.ended()
                    ? engine.settings().parkAfterWaiting()
                    : engine.settings().parkAfterEnd();
            timers.startSingleTimer(Park.INSTANCE, Park.INSTANCE, after);
        }
    }

    private void arm(Instant due) {
        Duration delay = Duration.between(engine.clock().instant(), due);
        if (delay.compareTo(TIMER_MAX) > 0) {
            delay = TIMER_MAX;
        }
        armedFor = due;
        timers.startSingleTimer(Due.INSTANCE, Due.INSTANCE, delay.isNegative() ? Duration.ZERO : delay);
    }

    private Effect<Commit, RunState> onPark(RunState state) {
        Instant now = engine.clock().instant();
        waiters.removeIf(waiter -> waiter.until().isBefore(now));
        boolean needed = state.hasLiveAttempts() || !waiters.isEmpty() || !listeners.isEmpty() || !results.isEmpty();
        if (needed) {
            return Effect().none().thenRun(this::rest);
        }
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        return Effect().none();
    }

    /** What came in between parking and stopping and needs this run in memory brings it back. */
    private Effect<Commit, RunState> onStop(RunState state) {
        if (state.hasLiveAttempts()) {
            ClusterSharding.get(context.getSystem())
                    .entityRefFor(TYPE, key.entityId())
                    .tell(new Wake(null, context.getSystem().ignoreRef()));
        }
        return Effect().stop();
    }

    // Those who look on

    private Effect<Commit, RunState> answer(RunState state, ActorRef<Runs.Reply> replyTo) {
        if (!state.exists()) {
            return refuse(replyTo, Rejection.Code.RUN_NOT_FOUND, "There is no run " + key.runId() + ".");
        }
        replyTo.tell(new Runs.Reply.Done(state, false));
        return Effect().none().thenRun(this::rest);
    }

    private Effect<Commit, RunState> onAwaitEnd(RunState state, AwaitEnd await) {
        if (!state.exists() || state.ended() || waiters.size() >= WAITERS_MAX) {
            return answer(state, await.replyTo());
        }
        waiters.add(new Waiter(await.replyTo(), await.until()));
        return Effect().none().thenRun(this::rest);
    }

    private Effect<Commit, RunState> onListen(RunState state, Listen listen) {
        if (state.exists()) {
            listeners.add(listen.listener());
        }
        return answer(state, listen.replyTo());
    }

    private Effect<Commit, RunState> onUnlisten(Unlisten unlisten) {
        listeners.remove(unlisten.listener());
        return Effect().none();
    }

    // Recovery

    /** Also after a failed write: whatever this instance remembered besides the state is void. */
    private void onRecovered(RunState state) {
        workers.forget();
        projection.forget();
        results.clear();
        armedFor = null;
        timers.cancelAll();
        if (state.exists() && !state.ended()) {
            long repeated = state.busySteps().stream()
                    .filter(step -> step.activity() instanceof Activity.Attempting open && !open.passive())
                    .peek(step -> engine.metrics().repeated())
                    .count();
            if (repeated > 0) {
                context.getLog().info("Run {} goes on; {} attempts are dispatched again", key, repeated);
            }
            redispatch(state);
        }
        rest(state);
    }
}

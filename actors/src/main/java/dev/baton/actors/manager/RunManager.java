package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.port.Speech;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
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
public final class RunManager extends EventSourcedBehavior<RunMessage, Commit, RunState> {

    public static final EntityTypeKey<RunMessage> TYPE = EntityTypeKey.create(RunMessage.class, "Run");

    private final ActorContext<RunMessage> context;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final RunKey key;
    private final Engine engine;
    private final Residency residency;
    private final Workers workers;
    private final RunProjection projection = new RunProjection();
    private final Reactions reactions;
    private final PinnedPlan plan;
    private final Prerequisites prerequisites;
    private final Deciding deciding;
    private final Timing timing;
    private final Audience audience;
    private final Family family;
    private final Outcomes outcomes;
    private final Writing writing;

    private final long begunNanos = System.nanoTime();
    private boolean read;
    private boolean warned;

    static Behavior<RunMessage> create(
            RunKey key,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Engine engine,
            Relatives relatives,
            Residency residency) {
        return Behaviors.setup(outer -> {
            // Outlives the restarts of the manager: those who look on have nobody else to tell them of the end.
            Audience audience = new Audience(key);
            Behavior<RunMessage> manager = Behaviors.setup(context -> Behaviors.withTimers(
                    timers -> new RunManager(context, timers, key, shard, engine, relatives, residency, audience)));
            return Behaviors.supervise(manager).onFailure(RuntimeException.class, Restarts.AFTER_DEFECT);
        });
    }

    private RunManager(
            ActorContext<RunMessage> context,
            TimerScheduler<RunMessage> timers,
            RunKey key,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Engine engine,
            Relatives relatives,
            Residency residency,
            Audience audience) {
        super(PersistenceId.of(TYPE.name(), key.entityId()), Restarts.AFTER_FAILED_WRITE);
        this.context = context;
        this.key = key;
        this.shard = shard;
        this.engine = engine;
        this.residency = residency;
        this.audience = audience;
        this.timing = new Timing(timers, engine);
        this.workers = new Workers(context, engine, timing);
        this.outcomes = new Outcomes(timers, engine.room());
        this.reactions = new Reactions(key, workers, outcomes, engine.metrics(), context.getLog());
        this.plan = new PinnedPlan(context, key, engine.catalog(), timing);
        this.prerequisites = new Prerequisites(context, key, engine, Restarts.STORE_BACKOFF_MAX);
        this.deciding = new Deciding(key, engine, plan, context.getLog());
        this.writing = new Writing(context, key, outcomes, Restarts.STORE_BACKOFF_MAX);
        this.family = new Family(context, timers, key, relatives, engine);
    }

    @Override
    public RunState emptyState() {
        return RunState.EMPTY;
    }

    @Override
    public EventHandler<RunState, Commit> eventHandler() {
        return writing::fold;
    }

    @Override
    public boolean shouldSnapshot(RunState state, Commit commit, long sequenceNr) {
        return sequenceNr % engine.settings().snapshotEvery() == 0;
    }

    /** One handler for all of them: the builder's chain of one for each would burden every run in memory. */
    @Override
    public SignalHandler<RunState> signalHandler() {
        return newSignalHandlerBuilder().onSignal(Signal.class, this::onSignal).build();
    }

    private void onSignal(RunState state, Signal signal) {
        switch (signal) {
            case RecoveryCompleted ignored -> onRecovered(state);
            case JournalPersistFailed failed -> writing.failed(failed.getFailure());
            case JournalPersistRejected rejected -> writing.refused(rejected.getFailure());
            case ChildFailed failed -> onWorkerFailed(state, failed);
            case Terminated ended -> workers.died(ended.getRef());
            case PreRestart ignored -> outcomes.giveBack();
            case PostStop ignored -> outcomes.forget();
            default -> {}
        }
    }

    @Override
    public CommandHandler<RunMessage, Commit, RunState> commandHandler() {
        return this::onMessage;
    }

    private Effect<Commit, RunState> onMessage(RunState state, RunMessage message) {
        if (residency.turnsAway(state, message)) {
            return Effect().none();
        }
        @Nullable String digest = PinnedPlan.needed(state, message);
        if (digest != null && !plan.isThere(digest)) {
            return plan.isAwaited(digest, message) ? Effect().stash() : Effect().none();
        }
        try {
            return handle(state, message);
        } catch (UnreadableDefinition newer) {
            return plan.isAwaited(newer, message) ? Effect().stash() : Effect().none();
        }
    }

    private Effect<Commit, RunState> handle(RunState state, RunMessage message) {
        return switch (message) {
            case RunMessage.Ask ask -> onAsk(state, ask);
            case RunMessage.Get get -> answer(now -> audience.show(now, get.detail(), get.replyTo()));
            case RunMessage.AwaitEnd await -> answer(now -> audience.await(now, await));
            case RunMessage.Listen listen -> answer(now -> audience.listen(now, listen));
            case RunMessage.Unlisten unlisten -> onUnlisten(unlisten);
            case RunMessage.Wake wake -> onWake(state, wake);
            case RunMessage.Stop ignored -> onStop(state);
            case RunMessage.WorkerReport report -> onReport(state, report.report());
            case RunMessage.Told told -> onTold(state, told);
            case RunMessage.Heard heard -> onHeard(state, heard);
            case RunMessage.Undelivered found -> Effect().none().thenRun(now -> family.loaded(now, found));
            case RunMessage.TellAgain ignored -> Effect().none().thenRun(family::again);
            case RunMessage.Flush ignored -> flush(state);
            case RunMessage.TryAgain ignored -> onTryAgain(state);
            case RunMessage.Defect defect -> commit(state, new RunCommand.ReportBug(defect.what()), "defect");
            case RunMessage.Due ignored -> onDue(state);
            case RunMessage.Park ignored -> onPark(state);
            case RunMessage.TargetRead read -> onTargetRead(state, read);
            case RunMessage.PastRead read -> onPastRead(state, read);
            case RunMessage.Loaded loaded -> onLoaded(loaded);
            case RunMessage.LoadAgain ignored -> onLoadAgain(state);
            // For the gate before it.
            case RunMessage.Claimed ignored -> Effect().none();
            case RunMessage.ClaimAgain ignored -> Effect().none();
        };
    }

    // The definition

    private Effect<Commit, RunState> onLoaded(RunMessage.Loaded loaded) {
        plan.arrived(loaded);
        return Effect().none().thenUnstashAll();
    }

    private Effect<Commit, RunState> onLoadAgain(RunState state) {
        plan.retry();
        workers.dispatchWaiting(state);
        rest(state);
        return Effect().none().thenUnstashAll();
    }

    // Commands

    private Effect<Commit, RunState> onAsk(RunState state, RunMessage.Ask ask) {
        if (prerequisites.read(state, ask)) {
            return Effect().none();
        }
        return decide(state, ask);
    }

    private Effect<Commit, RunState> decide(RunState state, RunMessage.Ask ask) {
        Request request = new Request(ask.command(), new Asker.Caller(ask.detail(), ask.replyTo()));
        return commit(state, List.of(request), ask.by(), ask.cause());
    }

    private Effect<Commit, RunState> onTargetRead(RunState state, RunMessage.TargetRead read) {
        RunMessage.Ask ask = prerequisites.found(read);
        return ask == null ? Effect().none() : decide(state, ask);
    }

    /** The definition that the other run pins may have to be read, too. */
    private Effect<Commit, RunState> onPastRead(RunState state, RunMessage.PastRead read) {
        RunMessage next = prerequisites.found(read);
        return next == null ? Effect().none() : onMessage(state, next);
    }

    /** A command that nobody waits for. */
    private Effect<Commit, RunState> commit(RunState state, RunCommand command, String cause) {
        return commit(state, List.of(new Request(command, null)), Principal.SYSTEM, cause);
    }

    /** Decides the commands one after the other, and persists what follows from all of them in one write. */
    private Effect<Commit, RunState> commit(RunState state, List<Request> requests, Principal by, String cause) {
        Deciding.Decided decided = deciding.all(state, requests, by, cause);
        return persist(state, decided.next(), decided.commit(), requests, decided.answers());
    }

    private Effect<Commit, RunState> persist(
            RunState before, RunState next, Commit bare, List<Request> requests, List<Request.Answer> answers) {
        if (bare.events().isEmpty()) {
            return Effect().none().thenRun(state -> {
                answers.forEach(answer -> answer.give(state));
                settled(state);
            });
        }
        StoreUnavailable outage = engine.outage();
        if (outage != null) {
            writing.withheld(requests, outage);
            return Effect().none().thenRun(this::rest);
        }
        Commit commit = bare.with(projection.project(before, next, bare));
        writing.begin(requests, next);
        return Effect().persist(commit).thenRun(state -> {
            writing.done();
            answers.forEach(answer -> answer.give(state));
            react(before, state, commit);
            settled(state);
        });
    }

    /** What could not be written before. The state may say that it was, or that it does not count any more. */
    private Effect<Commit, RunState> onTryAgain(RunState state) {
        if (residency.forbids(state)) {
            leave();
            return Effect().none();
        }
        if (engine.outage() != null) {
            outcomes.tryLater();
            return Effect().none();
        }
        outcomes.tryNow();
        return flush(state);
    }

    /** Nothing is left to be written. If the store was away, agents are asked again whose work is in nobody's hands. */
    private void settled(RunState state) {
        if (outcomes.written()) {
            workers.dropDoubtful();
            if (state.exists() && !state.ended()) {
                reactions.resume(state);
            }
        }
        rest(state);
    }

    // Effects, after the write

    private void react(RunState before, RunState state, Commit commit) {
        reactions.react(state, commit);
        SideWrites written = commit.sideWrites();
        if (written != null && !written.begun().isEmpty()) {
            family.tell(state, written.begun(), commit.by());
        }
        family.repair(state, commit);
        audience.hear(commit);
        if (state.ended() && !before.ended()) {
            audience.ended(state);
        }
        if (!warned && state.lastEvent() >= engine.settings().eventsWarn()) {
            warned = true;
            context.getLog().warn("Run {} has {} events; consider splitting its workflow", key, state.lastEvent());
        }
    }

    // Workers

    private Effect<Commit, RunState> onReport(RunState state, AttemptWorker.Report report) {
        return switch (report) {
            case AttemptWorker.Report.Ended ended -> {
                workers.reported(ended.attempt());
                yield collect(state, new Request(new RunCommand.RecordResult(ended.attempt(), ended.result()), null));
            }
            case AttemptWorker.Report.Restarting restarting ->
                collect(
                        state,
                        new Request(
                                new RunCommand.RecordRestart(
                                        restarting.attempt(), restarting.restarts(), restarting.cause()),
                                null));
            case AttemptWorker.Report.Said said -> {
                StepState step = state.attempting(said.attempt());
                if (step != null) {
                    audience.hear(new Speech(step.path(), said.message(), said.words()));
                }
                yield Effect().none();
            }
        };
    }

    /** Results that arrive while a write is under way are handled together: one write for all of them. */
    private Effect<Commit, RunState> collect(RunState state, Request result) {
        if (outcomes.isHeld() && result.asker() != null) {
            return commit(state, List.of(result), Principal.SYSTEM, "result");
        }
        if (outcomes.add(result)) {
            context.getSelf().tell(RunMessage.Flush.INSTANCE);
        }
        return Effect().none();
    }

    private Effect<Commit, RunState> flush(RunState state) {
        if (outcomes.isHeld()) {
            return Effect().none();
        }
        List<Request> batch = outcomes.take();
        try {
            return commit(state, batch, Principal.SYSTEM, "result");
        } catch (UnreadableDefinition newer) {
            // Relatives say it again; workers would have to do it again.
            outcomes.putBack(batch, newer);
            if (outcomes.isEmpty()) {
                return Effect().none().thenRun(this::settled);
            }
            throw newer;
        }
    }

    private void onWorkerFailed(RunState state, ChildFailed failed) {
        String attempt = workers.died(failed.getRef());
        if (attempt == null) {
            return;
        }
        context.getLog().error("The worker of attempt {} of run {} failed", attempt, key, failed.getCause());
        context.getSelf().tell(new RunMessage.WorkerReport(Writing.defect(attempt, String.valueOf(failed.getCause()))));
    }

    // Other runs of the same tree

    /** Ends of children are collected like results: those that come together are written together. */
    private Effect<Commit, RunState> onTold(RunState state, RunMessage.Told told) {
        if (prerequisites.read(state, told)) {
            return Effect().none();
        }
        Request request = new Request(told.command(), new Asker.Relative(told.replyTo(), told.delivery()));
        family.toldAgain(state, told.delivery());
        return told.delivery().kind() == Delivery.Kind.END && state.exists()
                ? collect(state, request)
                : commit(state, List.of(request), told.by(), told.cause());
    }

    private Effect<Commit, RunState> onHeard(RunState state, RunMessage.Heard heard) {
        RunCommand follows = family.heard(state, heard);
        return follows == null ? Effect().none().thenRun(this::rest) : collect(state, new Request(follows, null));
    }

    // Time

    private Effect<Commit, RunState> onWake(RunState state, RunMessage.Wake wake) {
        wake.replyTo().tell(new RunAnswer.Given(new Runs.Reply.Done(state.outline(), false)));
        if (outcomes.isEmpty() && !outcomes.isHeld()) {
            // What has ended by now, and is about to be written, needs no worker any more.
            reactions.dispatchMissing(state);
        }
        if (wake.dueAt() != null) {
            engine.metrics().woken(Duration.between(wake.dueAt(), engine.clock().instant()));
        }
        return Effect().none().thenRun(this::rest);
    }

    private Effect<Commit, RunState> onDue(RunState state) {
        timing.fired();
        if (!state.exists() || state.ended() || outcomes.isHeld()) {
            return Effect().none();
        }
        return commit(state, new RunCommand.Tick(), "time");
    }

    /** While something is held, what falls due could not be written either, and a result in hand comes before its timeout. */
    private void rest(RunState state) {
        if (!outcomes.isHeld()) {
            timing.rest(state);
        }
    }

    private Effect<Commit, RunState> onPark(RunState state) {
        Instant now = engine.clock().instant();
        if (isNeeded(state) || audience.isThere(now) || !outcomes.isEmpty() || outcomes.isHeld()) {
            return Effect().none().thenRun(this::rest);
        }
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        return Effect().none();
    }

    private boolean isNeeded(RunState state) {
        return state.hasLiveAttempts() || family.isBusy();
    }

    /** What came in between parking and stopping and needs this run in memory brings it back. */
    private Effect<Commit, RunState> onStop(RunState state) {
        if (isNeeded(state) && !writing.isFenced() && !residency.forbids(state)) {
            Handover.bringBack(context.getSystem(), key);
        }
        return Effect().stop();
    }

    // Those who look on

    private Effect<Commit, RunState> answer(Consumer<RunState> reply) {
        return Effect().none().thenRun(state -> {
            reply.accept(state);
            rest(state);
        });
    }

    private Effect<Commit, RunState> onUnlisten(RunMessage.Unlisten unlisten) {
        audience.leave(unlisten.listener());
        return Effect().none();
    }

    // Recovery

    /** Also after a failed write: but for {@link Outcomes} and workers, what this instance remembered besides the state is void. */
    private void onRecovered(RunState state) {
        workers.retain(state);
        projection.forget();
        timing.reset();
        if (!read && state.exists()) {
            engine.metrics().read(Duration.ofNanos(System.nanoTime() - begunNanos));
        }
        read = true;
        if (writing.isFenced() || residency.forbids(state)) {
            // Once fenced, the run goes on where its cell is now.
            if (!writing.isFenced()) {
                context.getLog().info("Run {} may not go on in this region, and waits", key);
            }
            leave();
            return;
        }
        outcomes.read();
        if (state.exists()) {
            family.recovered(state);
        }
        if (state.ended()) {
            // What ended it was written, although that was not known when it was.
            audience.ended(state);
        } else if (state.exists() && !outcomes.isHeld()) {
            reactions.resume(state);
        }
        rest(state);
    }

    private void leave() {
        outcomes.forget();
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
}

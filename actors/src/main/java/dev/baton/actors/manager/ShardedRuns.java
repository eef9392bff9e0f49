package dev.baton.actors.manager;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RegionRule;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/** The runs of the cluster, each reached by its id on whatever node it lives. */
public final class ShardedRuns implements Runs {

    /** How long a manager may take to answer: a recovery, a write, and a queue before each. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * A question without an answer is asked again so often: what is sent to a node that is gone, before it is known that it
     * is, is lost, and so is what overtakes a shard that moves. Asking twice does nothing twice.
     */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Beyond the caller's own patience, for the answer to travel. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Who waits asks again so often: a run that moves to another node forgets who waited. */
    private static final Duration WAIT_SLICE = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final EvenShards shards;
    private final RunHistory history;
    private final InstantSource clock;

    private ShardedRuns(ActorSystem<?> system, RunHistory history, InstantSource clock) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.shards = EvenShards.of(Adapter.toClassic(system), Cells.COUNT);
        this.history = history;
        this.clock = clock;
    }

    public static ShardedRuns create(ActorSystem<?> system, RunHistory history, InstantSource clock) {
        return new ShardedRuns(system, history, clock);
    }

    /** Makes this node, which has all cells of the store, the place where runs live. Once per actor system. */
    public void host(Engine engine) {
        host(entity -> manager(entity, engine, this::tell, rule -> true));
    }

    /**
     * Makes this node one of several places where runs can live; before it no run answers. Once per actor system.
     *
     * @param relatives reaches runs wherever they are, also those that none of these places has
     * @param allowed whether a run with this rule may go on in this region
     */
    public void host(Engine engine, ShardCells cells, Relatives relatives, Predicate<RegionRule> allowed) {
        host(entity -> CellGate.create(
                Cells.of(entity.getEntityId()),
                entity.getShard(),
                cells,
                () -> manager(entity, engine, relatives, allowed)));
    }

    private void host(Function<EntityContext<RunMessage>, Behavior<RunMessage>> behavior) {
        sharding.init(Entity.of(RunManager.TYPE, entity -> {
                    RunKey run = RunKey.ofEntityId(entity.getEntityId());
                    return RollCall.isFor(run) ? RollCall.behavior(run, entity.getShard()) : behavior.apply(entity);
                })
                .withStopMessage(RunMessage.Stop.INSTANCE)
                .withAllocationStrategy(shards));
    }

    /** Completes when every shard has a place where runs can live; asks until then, or until the node ends. */
    public CompletionStage<Void> allPlaced() {
        CoordinatedShutdown ending = CoordinatedShutdown.get(system);
        CompletionStage<Void> all = RollCall.of(
                this::get, this::pause, () -> ending.getShutdownReason().isEmpty());
        // A node that ends waits for the places of shards that somebody waits for; the last one is given none any more.
        ending.addTask(
                CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                "roll-call",
                () -> all.handle((done, failure) -> Done.getInstance()));
        return all;
    }

    /** Fails when the actors have ended. */
    private CompletionStage<?> pause() {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        system.scheduler().scheduleOnce(AGAIN, () -> over.complete(true), system.executionContext());
        return over;
    }

    /** Has the shards spread evenly at once instead of some at a time, if this node looks after them. */
    public void spreadAtOnce() {
        shards.hurry();
    }

    private static Behavior<RunMessage> manager(
            EntityContext<RunMessage> entity, Engine engine, Relatives relatives, Predicate<RegionRule> allowed) {
        return RunManager.create(
                RunKey.ofEntityId(entity.getEntityId()), entity.getShard(), engine, relatives, new Residency(allowed));
    }

    /** To a run that one of these places has. */
    public void tell(RunKey run, RunMessage message) {
        ref(run).tell(message);
    }

    private EntityRef<RunMessage> ref(RunKey run) {
        return sharding.entityRefFor(RunManager.TYPE, run.entityId());
    }

    @Override
    public CompletionStage<Reply> tell(RunKey run, RunCommand command, Principal by, String cause, Detail detail) {
        return ask(run, replyTo -> new RunMessage.Ask(command, by, cause, detail, replyTo), PATIENCE);
    }

    @Override
    public CompletionStage<Reply> get(RunKey run, Detail detail) {
        return ask(run, replyTo -> new RunMessage.Get(detail, replyTo), PATIENCE);
    }

    @Override
    public CompletionStage<Reply> awaitEnd(RunKey run, Duration patience, Detail detail) {
        Instant until = clock.instant().plus(patience);
        Duration slice = patience.compareTo(WAIT_SLICE) > 0 ? WAIT_SLICE : patience;
        return AskPattern.<RunMessage, RunAnswer>ask(
                        ref(run),
                        replyTo -> new RunMessage.AwaitEnd(clock.instant().plus(slice), detail, replyTo),
                        slice,
                        system.scheduler())
                .thenCompose(answer -> reply(run, answer))
                .handle((reply, late) -> reply)
                .thenCompose(reply -> {
                    Duration rest = Duration.between(clock.instant(), until);
                    if (reply != null && !goesOn(reply)) {
                        return CompletableFuture.completedStage(reply);
                    }
                    return rest.isPositive() ? awaitEnd(run, rest, detail) : get(run, detail);
                });
    }

    private static boolean goesOn(Reply reply) {
        return reply instanceof Reply.Done done && !done.state().ended();
    }

    /** Wakes a parked run; completes when it is in memory. */
    CompletionStage<Reply> wake(RunKey run, @Nullable Instant dueAt) {
        return ask(run, replyTo -> new RunMessage.Wake(dueAt, replyTo), PATIENCE.plus(GRACE));
    }

    private CompletionStage<Reply> ask(
            RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, Duration patience) {
        return question(run, message, patience).thenCompose(answer -> reply(run, answer));
    }

    /**
     * Asks a run that one of these places has.
     *
     * @param message whose answer goes to who is named; the stage fails with {@link Unreachable} if there is none
     */
    public <T> CompletionStage<T> question(RunKey run, Function<ActorRef<T>, RunMessage> message, Duration patience) {
        return askAgain(ref(run), message, patience).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof TimeoutException) {
                throw new Unreachable("The manager of run " + run.runId() + " did not answer in time.", cause);
            }
            throw new CompletionException(cause);
        });
    }

    /** The first answer counts, whichever of the messages it is for. */
    private <T> CompletionStage<T> askAgain(
            EntityRef<RunMessage> run, Function<ActorRef<T>, RunMessage> message, Duration patience) {
        CompletableFuture<RunMessage> sent = new CompletableFuture<>();
        CompletionStage<T> answer = AskPattern.ask(
                run,
                (ActorRef<T> replyTo) -> {
                    sent.complete(message.apply(replyTo));
                    return sent.join();
                },
                patience,
                system.scheduler());
        Cancellable again = system.scheduler()
                .scheduleWithFixedDelay(AGAIN, AGAIN, () -> sent.thenAccept(run::tell), system.executionContext());
        return answer.whenComplete((done, failure) -> again.cancel());
    }

    /** What a run's manager has answered, here or elsewhere; fails with what it failed with. */
    public CompletionStage<Reply> reply(RunKey run, RunAnswer answer) {
        return switch (answer) {
            case RunAnswer.Given given -> CompletableFuture.completedStage(given.reply());
            case RunAnswer.Failed failed -> CompletableFuture.failedStage(failed.failure());
            case RunAnswer.Stored stored -> read(run).thenApply(state -> new Reply.Done(state, stored.changed()));
        };
    }

    /** As the store has it: whatever was answered before is written, so it is there. */
    public CompletionStage<RunState> read(RunKey run) {
        return read(run, RunState.EMPTY);
    }

    private CompletionStage<RunState> read(RunKey run, RunState known) {
        return history.commits(run, known.lastEvent(), RunHistory.COMMITS_MAX).thenCompose(commits -> {
            RunState state = known;
            for (Commit commit : commits) {
                state = RunFold.apply(state, commit);
            }
            return commits.size() < RunHistory.COMMITS_MAX ? CompletableFuture.completedStage(state) : read(run, state);
        });
    }

    @Override
    public CompletionStage<Runnable> listen(RunKey run, RunEar ear) {
        ActorRef<RunListener.Message> ref =
                system.systemActorOf(RunListener.create(ear), "run-listener-" + UUID.randomUUID(), Props.empty());
        Runnable stop = () -> {
            ref(run).tell(new RunMessage.Unlisten(ref));
            ref.tell(RunListener.Message.Stop.INSTANCE);
        };
        return ask(run, replyTo -> new RunMessage.Listen(ref, replyTo), PATIENCE)
                .thenApply(reply -> stop);
    }
}

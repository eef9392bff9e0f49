package dev.baton.actors.manager;

import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.StoreException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/** Keeps a run from being read before its cell is this node's: what somebody else still writes would be missed. */
final class CellGate {

    /** Messages that wait for the cell, for one run; further ones are dropped, and whoever asked asks again. */
    private static final int WAITING_MAX = 1_000;

    /** How long a claim that could not be made is left alone. */
    private static final Duration AGAIN = Duration.ofMillis(300);

    private final ActorContext<RunMessage> context;
    private final StashBuffer<RunMessage> waiting;
    private final int cell;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ShardCells cells;
    private final Supplier<Behavior<RunMessage>> manager;

    private CellGate(
            ActorContext<RunMessage> context,
            StashBuffer<RunMessage> waiting,
            int cell,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ShardCells cells,
            Supplier<Behavior<RunMessage>> manager) {
        this.context = context;
        this.waiting = waiting;
        this.cell = cell;
        this.shard = shard;
        this.cells = cells;
        this.manager = manager;
    }

    static Behavior<RunMessage> create(
            int cell,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ShardCells cells,
            Supplier<Behavior<RunMessage>> manager) {
        return Behaviors.setup(context -> cells.holds(cell, above(context))
                ? manager.get()
                : Behaviors.withStash(WAITING_MAX, stash -> {
                    CellGate gate = new CellGate(context, stash, cell, shard, cells, manager);
                    gate.claim();
                    return gate.behavior();
                }));
    }

    /** The shard itself: what the run gets as its shard is the same for all shards of a node. */
    private static org.apache.pekko.actor.ActorRef above(ActorContext<RunMessage> context) {
        return Adapter.toClassic(context).parent();
    }

    private void claim() {
        context.pipeToSelf(
                cells.claim(cell, above(context)), (done, failure) -> new RunMessage.Claimed(trouble(failure)));
    }

    private static @Nullable StoreException trouble(@Nullable Throwable failure) {
        return failure == null ? null : StoreFailures.of(failure, AGAIN);
    }

    private Behavior<RunMessage> behavior() {
        return Behaviors.receive(RunMessage.class)
                .onMessage(RunMessage.Claimed.class, this::onClaimed)
                .onMessage(RunMessage.ClaimAgain.class, again -> {
                    claim();
                    return Behaviors.same();
                })
                .onMessage(RunMessage.Stop.class, stop -> Behaviors.stopped())
                .onAnyMessage(message -> {
                    if (!waiting.isFull()) {
                        waiting.stash(message);
                    }
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<RunMessage> onClaimed(RunMessage.Claimed claimed) {
        StoreException trouble = claimed.trouble();
        if (trouble == null) {
            return waiting.unstashAll(manager.get());
        }
        waiting.forEach(message -> refuse(message, trouble));
        waiting.clear();
        if (trouble instanceof Fenced) {
            // The node has been taken for lost: it says so, and starts over.
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        } else {
            context.scheduleOnce(AGAIN, context.getSelf(), RunMessage.ClaimAgain.INSTANCE);
        }
        return Behaviors.same();
    }

    private static void refuse(RunMessage message, StoreException trouble) {
        switch (message) {
            case RunMessage.Ask ask -> ask.replyTo().tell(new RunAnswer.Failed(trouble));
            case RunMessage.Get get -> get.replyTo().tell(new RunAnswer.Failed(trouble));
            case RunMessage.AwaitEnd await -> await.replyTo().tell(new RunAnswer.Failed(trouble));
            case RunMessage.Listen listen -> listen.replyTo().tell(new RunAnswer.Failed(trouble));
            case RunMessage.Wake wake -> wake.replyTo().tell(new RunAnswer.Failed(trouble));
            case RunMessage.Told told ->
                told.replyTo().tell(new RunMessage.Heard(told.delivery(), RunMessage.Heard.Answer.LATER, ""));
            case RunMessage.Heard ignored -> {}
            case RunMessage.Unlisten ignored -> {}
            case RunMessage.Local ignored -> {}
        }
    }
}

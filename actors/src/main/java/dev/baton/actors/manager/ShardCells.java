package dev.baton.actors.manager;

import dev.baton.actors.port.CellHomes;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * The cells of the shards that live on this node. Each time a shard starts here its cell is claimed in the store, before
 * the first of its runs is read: from then on nobody else can write them. When the shard ends, so does the claim.
 */
public final class ShardCells {

    private sealed interface Message {}

    private record Watch(int cell, ActorRef<ClusterSharding.ShardCommand> shard) implements Message {}

    private record Ended(int cell, ActorRef<ClusterSharding.ShardCommand> shard) implements Message {}

    private record Held(ActorRef<ClusterSharding.ShardCommand> shard, CompletableFuture<Void> claimed) {
        boolean isSure() {
            return claimed.isDone() && !claimed.isCompletedExceptionally();
        }
    }

    private final CellHomes homes;
    private final AtomicReferenceArray<@Nullable Held> held = new AtomicReferenceArray<>(Cells.COUNT);
    private final List<IntConsumer> onClaimed = new CopyOnWriteArrayList<>();
    private final ActorRef<Message> watcher;

    public ShardCells(ActorSystem<?> system, CellHomes homes) {
        this.homes = homes;
        this.watcher = system.systemActorOf(watching(), "shard-cells", Props.empty());
    }

    private Behavior<Message> watching() {
        return Behaviors.setup(context -> Behaviors.receive(Message.class)
                .onMessage(Watch.class, watch -> {
                    context.watchWith(watch.shard(), new Ended(watch.cell(), watch.shard()));
                    return Behaviors.same();
                })
                .onMessage(Ended.class, ended -> {
                    ended(ended.cell(), ended.shard());
                    return Behaviors.same();
                })
                .build());
    }

    /** Whether the cell is this node's for as long as this shard lives. */
    boolean holds(int cell, ActorRef<ClusterSharding.ShardCommand> shard) {
        Held mine = held.get(cell);
        return mine != null && mine.shard().equals(shard) && mine.isSure();
    }

    /** Claims the cell for the shard, once for all of its runs; see {@link CellHomes#claim}. */
    CompletionStage<Void> claim(int cell, ActorRef<ClusterSharding.ShardCommand> shard) {
        while (true) {
            Held before = held.get(cell);
            if (before != null
                    && before.shard().equals(shard)
                    && !before.claimed().isCompletedExceptionally()) {
                return before.claimed();
            }
            Held mine = new Held(shard, new CompletableFuture<>());
            if (held.compareAndSet(cell, before, mine)) {
                claim(cell, mine);
                return mine.claimed();
            }
        }
    }

    private void claim(int cell, Held mine) {
        watcher.tell(new Watch(cell, mine.shard()));
        homes.claim(cell).whenComplete((done, failure) -> {
            if (failure == null) {
                mine.claimed().complete(null);
                onClaimed.forEach(listener -> listener.accept(cell));
            } else {
                mine.claimed().completeExceptionally(failure);
            }
        });
    }

    private void ended(int cell, ActorRef<ClusterSharding.ShardCommand> shard) {
        Held mine = held.get(cell);
        if (mine != null && mine.shard().equals(shard) && held.compareAndSet(cell, mine, null)) {
            homes.release(cell);
        }
    }

    /** Calls the listener whenever a cell has become this node's: it must not block. */
    public void onClaimed(IntConsumer listener) {
        onClaimed.add(listener);
    }

    /** The cells that are this node's, as far as it knows. */
    public CellSet held() {
        return CellSet.of(IntStream.range(0, Cells.COUNT).filter(cell -> {
            Held mine = held.get(cell);
            return mine != null && mine.isSure();
        }));
    }
}

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
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The cells of the shards that live on this node. Each time a shard starts here its cell is claimed in the store, before
 * the first of its runs is read: from then on nobody else can write them. When the shard ends, so does the claim.
 */
public final class ShardCells {

    private record Watch(org.apache.pekko.actor.ActorRef shard) implements NoSerializationVerificationNeeded {}

    private record Held(org.apache.pekko.actor.ActorRef shard, CompletableFuture<Void> claimed) {
        boolean isSure() {
            return claimed.isDone() && !claimed.isCompletedExceptionally();
        }
    }

    private final CellHomes homes;
    private final AtomicReferenceArray<@Nullable Held> held = new AtomicReferenceArray<>(Cells.COUNT);
    private final List<IntConsumer> onClaimed = new CopyOnWriteArrayList<>();
    private final List<IntConsumer> onReleased = new CopyOnWriteArrayList<>();
    private final ActorRef<Watch> watcher;

    public ShardCells(ActorSystem<?> system, CellHomes homes) {
        this.homes = homes;
        this.watcher = system.systemActorOf(watching(), "shard-cells", Props.empty());
    }

    private Behavior<Watch> watching() {
        return Behaviors.setup(context -> Behaviors.receive(Watch.class)
                .onMessage(Watch.class, watch -> {
                    Adapter.watch(context, watch.shard());
                    return Behaviors.same();
                })
                .onSignal(Terminated.class, ended -> {
                    ended(Adapter.toClassic(ended.getRef()));
                    return Behaviors.same();
                })
                .build());
    }

    /**
     * Whether the cell is this node's for as long as this shard lives.
     *
     * @param shard the actor above the shard's runs: a new one each time the shard starts here
     */
    boolean holds(int cell, org.apache.pekko.actor.ActorRef shard) {
        Held mine = held.get(cell);
        return mine != null && mine.shard().equals(shard) && mine.isSure();
    }

    /** Claims the cell for the shard, once for all of its runs; see {@link CellHomes#claim}. */
    CompletionStage<Void> claim(int cell, org.apache.pekko.actor.ActorRef shard) {
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
        watcher.tell(new Watch(mine.shard()));
        homes.claim(cell).whenComplete((done, failure) -> {
            if (failure == null) {
                mine.claimed().complete(null);
                onClaimed.forEach(listener -> listener.accept(cell));
            } else {
                mine.claimed().completeExceptionally(failure);
            }
        });
    }

    private void ended(org.apache.pekko.actor.ActorRef shard) {
        for (int cell = 0; cell < Cells.COUNT; cell++) {
            Held mine = held.get(cell);
            if (mine != null && mine.shard().equals(shard) && held.compareAndSet(cell, mine, null)) {
                homes.release(cell);
                int released = cell;
                onReleased.forEach(listener -> listener.accept(released));
            }
        }
    }

    /** Ends the shard of a cell that is about to leave this region; when it has ended, so has the claim. */
    public void letGo(int cell) {
        Held mine = held.get(cell);
        if (mine != null) {
            mine.shard().tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
        }
    }

    /** Calls the listener whenever a cell has become this node's: it must not block. */
    public void onClaimed(IntConsumer listener) {
        onClaimed.add(listener);
    }

    /** Calls the listener whenever a cell has been given up: it must not block. */
    public void onReleased(IntConsumer listener) {
        onReleased.add(listener);
    }

    /** The cells that are this node's, as far as it knows. */
    public CellSet held() {
        return CellSet.of(IntStream.range(0, Cells.COUNT).filter(cell -> {
            Held mine = held.get(cell);
            return mine != null && mine.isSure();
        }));
    }
}

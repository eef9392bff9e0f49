package dev.baton.actors.bulkwork;

import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreHealth;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bulk operations going, turn after turn: those that were just asked for, those that this node has in hand, and
 * those that nobody looks after any more, as the store says. It decides nothing.
 */
public final class BulkClock {

    /** Operations in hand at the same time: the runs' own work goes on beside them. */
    private static final int IN_HAND_MAX = 4;

    /** Operations that wait for their turn; the store still has those that find no place. */
    private static final int WAITING_MAX = 1_000;

    /** An operation that failed to go on, because the store did, is taken up again after this time. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** Of this node alone. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    private enum Look implements Message {
        INSTANCE
    }

    private record Nudge(BulkKey key) implements Message {}

    private record Due(
            @Nullable List<BulkKey> keys, @Nullable Throwable failure) implements Message {}

    private record GoOn(BulkKey key) implements Message {}

    private record Turned(
            BulkKey key,
            BulkTurns.@Nullable Next next,
            @Nullable Throwable failure) implements Message {}

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final BulkTurns turns;
    private final BulkStore store;
    private final InstantSource clock;
    private final Deque<BulkKey> waiting = new ArrayDeque<>();
    private final Set<BulkKey> inHand = new HashSet<>();
    private boolean asking;

    public static Behavior<Message> create(
            BulkOperations operations,
            BulkStore store,
            Runs runs,
            RunIndex index,
            StoreHealth health,
            EngineSettings settings,
            InstantSource clock) {
        BulkTurns turns = new BulkTurns(operations, runs, index, health);
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<Message> self = context.getSelf();
            operations.onNudge(key -> self.tell(new Nudge(key)));
            return new BulkClock(context, timers, turns, store, settings, clock).behavior();
        }));
    }

    private BulkClock(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            BulkTurns turns,
            BulkStore store,
            EngineSettings settings,
            InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.turns = turns;
        this.store = store;
        this.clock = clock;
        timers.startTimerWithFixedDelay(Look.INSTANCE, Look.INSTANCE, Duration.ZERO, settings.wakeInterval());
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Due.class, this::onDue)
                .onMessage(Nudge.class, nudge -> await(nudge.key()))
                .onMessage(GoOn.class, goOn -> turn(goOn.key()))
                .onMessage(Turned.class, this::onTurned)
                .build();
    }

    private Behavior<Message> onLook() {
        if (!asking) {
            asking = true;
            context.pipeToSelf(store.due(clock.instant(), WAITING_MAX), Due::new);
        }
        return Behaviors.same();
    }

    private Behavior<Message> onDue(Due due) {
        asking = false;
        if (due.keys() == null) {
            context.getLog().debug("The store did not say which bulk operations are due; asking again", due.failure());
            return Behaviors.same();
        }
        due.keys().forEach(this::await);
        return Behaviors.same();
    }

    private Behavior<Message> await(BulkKey key) {
        if (!inHand.contains(key) && !waiting.contains(key) && waiting.size() < WAITING_MAX) {
            waiting.add(key);
        }
        return takeUp();
    }

    private Behavior<Message> takeUp() {
        while (inHand.size() < IN_HAND_MAX && !waiting.isEmpty()) {
            BulkKey key = waiting.remove();
            inHand.add(key);
            turn(key);
        }
        return Behaviors.same();
    }

    private Behavior<Message> turn(BulkKey key) {
        context.pipeToSelf(turns.turn(key), (next, failure) -> new Turned(key, next, failure));
        return Behaviors.same();
    }

    private Behavior<Message> onTurned(Turned turned) {
        if (turned.next() == null) {
            context.getLog().debug("Bulk operation {} did not go on; trying again", turned.key(), turned.failure());
            return again(turned.key(), AGAIN);
        }
        return switch (turned.next()) {
            case BulkTurns.Next.After after -> again(turned.key(), after.pause());
            case BulkTurns.Next.Never ignored -> {
                inHand.remove(turned.key());
                yield takeUp();
            }
        };
    }

    private Behavior<Message> again(BulkKey key, Duration pause) {
        timers.startSingleTimer(key, new GoOn(key), pause);
        return Behaviors.same();
    }
}

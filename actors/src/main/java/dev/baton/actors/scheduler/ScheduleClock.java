package dev.baton.actors.scheduler;

import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Wakes schedules whose time has come, as the index says, each node those of its shards, and those that were just changed
 * here. It decides nothing.
 */
public final class ScheduleClock {

    /** Schedules asked of the index at once, and woken at the same time. */
    private static final int BATCH = 100;

    /** Schedules that wait to be woken; the index still has those that find no place. */
    private static final int WAITING_MAX = 10_000;

    /** One that can do nothing, because it waits for a run's end or for the store, is looked at again after this time. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Of this node alone. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    private enum Look implements Message {
        INSTANCE
    }

    private record Nudge(ScheduleKey key) implements Message {}

    private record Due(
            @Nullable List<ScheduleKey> keys, @Nullable Throwable failure) implements Message {}

    /** Whose shard no node has, and that are for this one to look after. */
    private record Orphans(List<ScheduleKey> keys, @Nullable CellSet cells) implements Message {}

    private record Woken(
            ScheduleKey key,
            @Nullable Boolean progress,
            @Nullable Throwable failure) implements Message {}

    private final ActorContext<Message> context;
    private final Function<ScheduleKey, CompletionStage<Boolean>> waking;
    private final ScheduleStore store;
    private final Territory territory;
    private final InstantSource clock;
    private final Deque<ScheduleKey> waiting = new ArrayDeque<>();
    private final Set<ScheduleKey> inFlight = new HashSet<>();
    /** Those of them that were changed meanwhile. */
    private final Set<ScheduleKey> again = new HashSet<>();

    private final Map<ScheduleKey, Instant> resting = new HashMap<>();
    private boolean asking;

    /** How many of those that were due last are for other nodes. */
    private int foreign;

    public static Behavior<Message> create(
            Schedules schedules,
            ScheduleStore store,
            Runs runs,
            RunIndex index,
            WorkflowStarts workflows,
            StoreHealth health,
            Territory territory,
            EngineSettings settings,
            InstantSource clock) {
        ScheduledStarts starts = new ScheduledStarts(schedules, runs, index, workflows, health);
        return create(schedules::onNudge, starts::wake, store, territory, settings, clock);
    }

    /**
     * @param nudges gets whoever is to hear of schedules that were changed
     * @param waking looks at a schedule, and says whether anything was done
     */
    static Behavior<Message> create(
            Consumer<Consumer<ScheduleKey>> nudges,
            Function<ScheduleKey, CompletionStage<Boolean>> waking,
            ScheduleStore store,
            Territory territory,
            EngineSettings settings,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<Message> self = context.getSelf();
            nudges.accept(key -> self.tell(new Nudge(key)));
            return new ScheduleClock(context, timers, waking, store, territory, settings, clock).behavior();
        }));
    }

    private ScheduleClock(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Function<ScheduleKey, CompletionStage<Boolean>> waking,
            ScheduleStore store,
            Territory territory,
            EngineSettings settings,
            InstantSource clock) {
        this.context = context;
        this.waking = waking;
        this.store = store;
        this.territory = territory;
        this.clock = clock;
        timers.startTimerWithFixedDelay(Look.INSTANCE, Look.INSTANCE, Duration.ZERO, settings.wakeInterval());
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Due.class, this::onDue)
                .onMessage(Orphans.class, this::onOrphans)
                .onMessage(Nudge.class, this::onNudge)
                .onMessage(Woken.class, this::onWoken)
                .build();
    }

    private Behavior<Message> onLook() {
        if (!asking && waiting.isEmpty()) {
            asking = true;
            context.pipeToSelf(store.due(clock.instant(), BATCH + resting.size() + foreign), Due::new);
        }
        return Behaviors.same();
    }

    private Behavior<Message> onDue(Due due) {
        asking = false;
        if (due.keys() == null) {
            context.getLog().debug("The index did not say which schedules are due; asking again", due.failure());
            return Behaviors.same();
        }
        Instant now = clock.instant();
        resting.values().removeIf(until -> !until.isAfter(now));
        CellSet held = territory.held();
        List<ScheduleKey> others =
                due.keys().stream().filter(key -> !held.contains(cell(key))).toList();
        foreign = Math.min(others.size(), WAITING_MAX);
        if (!others.isEmpty()) {
            context.pipeToSelf(territory.abandoned(), (cells, failure) -> new Orphans(others, cells));
        }
        return take(due.keys().stream().filter(key -> held.contains(cell(key))).toList());
    }

    /** A schedule is looked at by the node that has the shard its name falls into. */
    private static int cell(ScheduleKey key) {
        return Cells.of(key.tenant() + "/" + key.name());
    }

    private Behavior<Message> onOrphans(Orphans found) {
        CellSet cells = found.cells();
        return cells == null
                ? Behaviors.same()
                : take(found.keys().stream()
                        .filter(key -> cells.contains(cell(key)))
                        .toList());
    }

    private Behavior<Message> take(List<ScheduleKey> keys) {
        for (ScheduleKey key : keys) {
            if (!resting.containsKey(key)
                    && !inFlight.contains(key)
                    && !waiting.contains(key)
                    && waiting.size() < WAITING_MAX) {
                waiting.add(key);
            }
        }
        return wakeNext();
    }

    private Behavior<Message> onNudge(Nudge nudge) {
        resting.remove(nudge.key());
        if (inFlight.contains(nudge.key())) {
            again.add(nudge.key());
        } else if (waiting.size() < WAITING_MAX) {
            waiting.add(nudge.key());
        }
        return wakeNext();
    }

    private Behavior<Message> wakeNext() {
        while (inFlight.size() < BATCH && !waiting.isEmpty()) {
            ScheduleKey key = waiting.remove();
            if (inFlight.add(key)) {
                context.pipeToSelf(waking.apply(key), (progress, failure) -> new Woken(key, progress, failure));
            }
        }
        return Behaviors.same();
    }

    private Behavior<Message> onWoken(Woken woken) {
        inFlight.remove(woken.key());
        if (woken.failure() != null) {
            context.getLog().debug("Schedule {} could not be woken; trying again", woken.key(), woken.failure());
        }
        if (again.remove(woken.key())) {
            waiting.add(woken.key());
        } else if (!Boolean.TRUE.equals(woken.progress()) && resting.size() < WAITING_MAX) {
            resting.put(woken.key(), clock.instant().plus(PAUSE));
        }
        return wakeNext();
    }
}

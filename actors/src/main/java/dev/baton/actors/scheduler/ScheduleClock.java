package dev.baton.actors.scheduler;

import dev.baton.actors.catalog.WorkflowStarts;
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
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Wakes schedules whose time has come, as the index says, and those that were just changed. It decides nothing. */
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

    private record Woken(
            ScheduleKey key,
            @Nullable Boolean progress,
            @Nullable Throwable failure) implements Message {}

    private final ActorContext<Message> context;
    private final ScheduledStarts starts;
    private final ScheduleStore store;
    private final InstantSource clock;
    private final Deque<ScheduleKey> waiting = new ArrayDeque<>();
    private final Set<ScheduleKey> inFlight = new HashSet<>();
    /** Those of them that were changed meanwhile. */
    private final Set<ScheduleKey> again = new HashSet<>();

    private final Map<ScheduleKey, Instant> resting = new HashMap<>();
    private boolean asking;

    public static Behavior<Message> create(
            Schedules schedules,
            ScheduleStore store,
            Runs runs,
            RunIndex index,
            WorkflowStarts workflows,
            StoreHealth health,
            EngineSettings settings,
            InstantSource clock) {
        ScheduledStarts starts = new ScheduledStarts(schedules, runs, index, workflows, health);
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<Message> self = context.getSelf();
            schedules.onNudge(key -> self.tell(new Nudge(key)));
            return new ScheduleClock(context, timers, starts, store, settings, clock).behavior();
        }));
    }

    private ScheduleClock(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ScheduledStarts starts,
            ScheduleStore store,
            EngineSettings settings,
            InstantSource clock) {
        this.context = context;
        this.starts = starts;
        this.store = store;
        this.clock = clock;
        timers.startTimerWithFixedDelay(Look.INSTANCE, Look.INSTANCE, Duration.ZERO, settings.wakeInterval());
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Due.class, this::onDue)
                .onMessage(Nudge.class, this::onNudge)
                .onMessage(Woken.class, this::onWoken)
                .build();
    }

    private Behavior<Message> onLook() {
        if (!asking && waiting.isEmpty()) {
            asking = true;
            context.pipeToSelf(store.due(clock.instant(), BATCH + resting.size()), Due::new);
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
        for (ScheduleKey key : due.keys()) {
            if (!resting.containsKey(key) && !inFlight.contains(key) && waiting.size() < WAITING_MAX) {
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
                context.pipeToSelf(starts.wake(key), (progress, failure) -> new Woken(key, progress, failure));
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

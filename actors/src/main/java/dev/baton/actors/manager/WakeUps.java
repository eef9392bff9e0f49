package dev.baton.actors.manager;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunKey;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Brings runs into memory that have something to do: when this node gets a cell, those of it that the index says are
 * running, and those that have something to tell other runs; then, as their time comes, parked ones that are due. Of a
 * cell that nobody has it wakes one run, so that some node gets it. It decides nothing: a run that is woken in vain parks
 * again.
 */
public final class WakeUps {

    /** Runs asked of the index at once. */
    static final int BATCH = 500;

    /** A run that was just woken is not woken again for this time, even while the index still shows it as due. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** So often it is asked which cells nobody has. */
    private static final Duration ABANDONED_EVERY = Duration.ofSeconds(1);

    public sealed interface Message extends NoSerializationVerificationNeeded {}

    private enum Look implements Message {
        INSTANCE
    }

    private enum LookForAbandoned implements Message {
        INSTANCE
    }

    private record Gained(int cell) implements Message {}

    private record Abandoned(@Nullable List<RunKey> runs) implements Message {}

    /** What was under way when a cell was lost is looked for in this order. */
    private enum Phase {
        RUNNING,
        TELLING,
        RECOVERED
    }

    private record Found(
            @Nullable List<RunKey> runs, @Nullable Throwable failure) implements Message {}

    private record Due(
            @Nullable List<RunIndex.Due> runs, @Nullable Throwable failure) implements Message {}

    private record Woken(Wakeable wakeable, @Nullable Throwable failure) implements Message {}

    private record Wakeable(RunKey run, @Nullable Instant dueAt) {}

    private final ActorContext<Message> context;
    private final ShardedRuns runs;
    private final Territory territory;
    private final RunIndex index;
    private final DeliveryStore deliveries;
    private final EngineSettings settings;
    private final RunMetrics metrics;
    private final InstantSource clock;
    private final Deque<Wakeable> waiting = new ArrayDeque<>();
    private final Set<RunKey> inFlight = new HashSet<>();
    private final Map<RunKey, Instant> settling = new HashMap<>();
    private final Deque<Wakeable> later = new ArrayDeque<>();
    private final BitSet gained = new BitSet();
    private CellSet recovering = CellSet.NONE;
    private Phase phase = Phase.RECOVERED;
    private boolean asking;
    private @Nullable RunKey lastFound;
    private long found;
    /** When the shards came whose runs are being woken; null while there are none. */
    private @Nullable Instant recoveringSince;
    /** Of these runs, those that do not go on yet. */
    private int outstanding;

    public static Behavior<Message> create(
            ShardedRuns runs,
            Territory territory,
            RunIndex index,
            DeliveryStore deliveries,
            EngineSettings settings,
            RunMetrics metrics,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new WakeUps(context, timers, runs, territory, index, deliveries, settings, metrics, clock).behavior()));
    }

    private WakeUps(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ShardedRuns runs,
            Territory territory,
            RunIndex index,
            DeliveryStore deliveries,
            EngineSettings settings,
            RunMetrics metrics,
            InstantSource clock) {
        this.context = context;
        this.runs = runs;
        this.territory = territory;
        this.index = index;
        this.deliveries = deliveries;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        ActorRef<Message> self = context.getSelf();
        territory.onGained(cell -> self.tell(new Gained(cell)));
        timers.startTimerWithFixedDelay(Look.INSTANCE, Look.INSTANCE, Duration.ZERO, settings.wakeInterval());
        timers.startTimerWithFixedDelay(LookForAbandoned.INSTANCE, LookForAbandoned.INSTANCE, ABANDONED_EVERY);
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Found.class, this::onFound)
                .onMessage(Due.class, this::onDue)
                .onMessage(Woken.class, this::onWoken)
                .onMessage(Gained.class, this::onGained)
                .onMessage(LookForAbandoned.class, ignored -> onLookForAbandoned())
                .onMessage(Abandoned.class, this::onAbandoned)
                .build();
    }

    private Behavior<Message> onGained(Gained what) {
        gained.set(what.cell());
        if (recoveringSince == null) {
            recoveringSince = clock.instant();
        }
        return Behaviors.same();
    }

    private Behavior<Message> onLookForAbandoned() {
        context.pipeToSelf(territory.abandoned().thenCompose(this::oneOfEach), (runs, failure) -> new Abandoned(runs));
        return Behaviors.same();
    }

    private CompletionStage<List<RunKey>> oneOfEach(CellSet cells) {
        if (cells.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        Map<Integer, RunKey> byCell = new HashMap<>();
        return index.running(cells, null, BATCH)
                .thenCompose(running -> {
                    keep(byCell, cells, running);
                    return index.dueBefore(cells, clock.instant(), BATCH);
                })
                .thenCompose(due -> {
                    keep(byCell, cells, due.stream().map(RunIndex.Due::run).toList());
                    return deliveries.senders(null, BATCH);
                })
                .thenApply(senders -> {
                    keep(byCell, cells, senders);
                    return List.copyOf(byCell.values());
                });
    }

    private static void keep(Map<Integer, RunKey> byCell, CellSet cells, List<RunKey> runs) {
        for (RunKey run : runs) {
            if (cells.contains(run)) {
                byCell.putIfAbsent(Cells.of(run.entityId()), run);
            }
        }
    }

    private Behavior<Message> onAbandoned(Abandoned one) {
        if (one.runs() != null) {
            one.runs().forEach(run -> waiting.add(new Wakeable(run, null)));
            outstanding += one.runs().size();
        }
        return send();
    }

    private Behavior<Message> onLook() {
        waiting.addAll(later);
        later.clear();
        if (!asking && waiting.isEmpty()) {
            asking = true;
            beginRecovery();
            switch (phase) {
                case RUNNING -> context.pipeToSelf(index.running(recovering, lastFound, BATCH), Found::new);
                case TELLING -> context.pipeToSelf(deliveries.senders(lastFound, BATCH), Found::new);
                case RECOVERED -> {
                    Instant now = clock.instant();
                    settling.values().removeIf(since -> since.plus(SETTLING).isBefore(now));
                    context.pipeToSelf(index.dueBefore(territory.held(), now, BATCH), Due::new);
                }
            }
        }
        return Behaviors.same();
    }

    private void beginRecovery() {
        if (phase == Phase.RECOVERED && !gained.isEmpty()) {
            recovering = CellSet.of(gained.stream());
            gained.clear();
            phase = Phase.RUNNING;
        }
    }

    private Behavior<Message> onFound(Found batch) {
        asking = false;
        if (batch.runs() == null) {
            context.getLog().warn("The index did not say which runs go on; asking again", batch.failure());
            return Behaviors.same();
        }
        for (RunKey run : batch.runs()) {
            if (recovering.contains(run)) {
                waiting.add(new Wakeable(run, null));
                found++;
                outstanding++;
            }
        }
        if (batch.runs().size() < BATCH) {
            lastFound = null;
            nextPhase();
        } else {
            lastFound = batch.runs().getLast();
        }
        return send();
    }

    private void nextPhase() {
        switch (phase) {
            case RUNNING -> {
                if (found > 0 || recovering.isAll()) {
                    context.getLog().info("{} runs were running and go on", found);
                }
                found = 0;
                phase = Phase.TELLING;
            }
            case TELLING -> {
                if (found > 0) {
                    context.getLog().info("{} runs have something to tell others", found);
                }
                found = 0;
                phase = Phase.RECOVERED;
            }
            case RECOVERED -> {}
        }
    }

    private Behavior<Message> onDue(Due batch) {
        asking = false;
        if (batch.runs() == null) {
            context.getLog().debug("The index did not say which runs are due; asking again", batch.failure());
            return Behaviors.same();
        }
        Instant now = clock.instant();
        for (RunIndex.Due due : batch.runs()) {
            if (settling.putIfAbsent(due.run(), now) == null) {
                waiting.add(new Wakeable(due.run(), due.wakeAt()));
            }
        }
        return send();
    }

    private Behavior<Message> send() {
        while (inFlight.size() < settings.wakesInFlightMax() && !waiting.isEmpty()) {
            Wakeable next = waiting.remove();
            if (inFlight.add(next.run())) {
                context.pipeToSelf(runs.wake(next.run(), next.dueAt()), (reply, failure) -> new Woken(next, failure));
            } else if (next.dueAt() == null) {
                outstanding--;
            }
        }
        measure();
        return waiting.isEmpty() && !asking && phase != Phase.RECOVERED ? onLook() : Behaviors.same();
    }

    private Behavior<Message> onWoken(Woken woken) {
        inFlight.remove(woken.wakeable().run());
        if (woken.failure() != null && woken.wakeable().dueAt() == null) {
            later.add(woken.wakeable());
        } else if (woken.wakeable().dueAt() == null) {
            outstanding--;
        }
        return send();
    }

    private void measure() {
        Wakeable first = waiting.peek();
        metrics.backlog(waiting.size(), first == null ? null : first.dueAt());
        if (recoveringSince != null && phase == Phase.RECOVERED && gained.isEmpty() && outstanding == 0) {
            metrics.recovered(Duration.between(recoveringSince, clock.instant()));
            recoveringSince = null;
        }
    }
}

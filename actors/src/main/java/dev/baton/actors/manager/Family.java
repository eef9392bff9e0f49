package dev.baton.actors.manager;

import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Deliveries;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.End;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * What one run has to tell its parent and its children. It is told after it is written, and again until it was heard;
 * after a crash the store says what was not. The run stays in memory meanwhile.
 */
final class Family {

    /** Told at the same time; the rest waits. */
    static final int OPEN_MAX = 100;

    /** Without an answer it is told again after this time, then after twice as long, and so on... */
    private static final Duration AGAIN_MIN = Duration.ofSeconds(5);

    /** ... up to this. */
    private static final Duration AGAIN_MAX = Duration.ofMinutes(1);

    /** When the other side, or the store, could not do it. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private record Telling(Delivery delivery, Principal by) {}

    private final ActorContext<RunMessage> context;
    private final TimerScheduler<RunMessage> timers;
    private final RunKey key;
    private final Relatives relatives;
    private final DeliveryStore store;
    private final InstantSource clock;
    private final Map<Delivery, Telling> open = new LinkedHashMap<>(4);
    private final Deque<Telling> waiting = new ArrayDeque<>(4);
    private Duration pause = AGAIN_MIN;
    private boolean loading;
    private boolean more;

    Family(
            ActorContext<RunMessage> context,
            TimerScheduler<RunMessage> timers,
            RunKey key,
            Relatives relatives,
            Engine engine) {
        this.context = context;
        this.timers = timers;
        this.key = key;
        this.relatives = relatives;
        this.store = engine.deliveries();
        this.clock = engine.clock();
    }

    /** Whether something is left to be told. */
    boolean isBusy() {
        return !open.isEmpty() || !waiting.isEmpty() || loading;
    }

    /** @param by who caused it */
    void tell(RunState state, List<Delivery> deliveries, Principal by) {
        deliveries.forEach(delivery -> waiting.add(new Telling(delivery, by)));
        tellWaiting(state);
    }

    /** Children of which the run should have heard are told once more that they were started. */
    void repair(RunState state, Commit commit) {
        for (RunEvent event : commit.events()) {
            if (event instanceof RunEvent.RunRepaired repaired) {
                tell(
                        state,
                        repaired.children().stream()
                                .map(child -> new Delivery(key.runId(), child, Delivery.Kind.START))
                                .toList(),
                        Principal.SYSTEM);
            }
        }
    }

    /** A parent that tells a child that is over to start has not heard of its end. */
    void toldAgain(RunState state, Delivery delivery) {
        Lineage lineage = state.exists() ? state.started().lineage() : null;
        if (delivery.kind() == Delivery.Kind.START
                && state.ended()
                && lineage != null
                && lineage.parent().equals(delivery.from())) {
            tell(state, List.of(new Delivery(key.runId(), delivery.from(), Delivery.Kind.END)), Principal.SYSTEM);
        }
    }

    /** What was to be told before a crash; runs without relatives do not ask. */
    void recovered(RunState state) {
        open.clear();
        waiting.clear();
        loading = false;
        more = false;
        boolean parent = state.children() > 0 || Deliveries.hasReplaced(state);
        boolean child = state.ended() && state.started().lineage() != null;
        if (parent || child) {
            load();
        }
    }

    private void load() {
        loading = true;
        context.pipeToSelf(store.of(key), RunMessage.Undelivered::new);
    }

    void loaded(RunState state, RunMessage.Undelivered found) {
        List<Delivery> deliveries = found.deliveries();
        if (deliveries == null) {
            context.getLog().warn("Run {} does not know what it has to tell: {}", key, String.valueOf(found.failure()));
            again(LATER);
            return;
        }
        loading = false;
        more = deliveries.size() == DeliveryStore.BATCH_MAX;
        tell(state, deliveries, Principal.SYSTEM);
    }

    /** The time for an answer is over. */
    void again(RunState state) {
        if (loading) {
            load();
        }
        for (Telling telling : List.copyOf(open.values())) {
            tell(state, telling);
        }
        pause = pause.multipliedBy(2).compareTo(AGAIN_MAX) < 0 ? pause.multipliedBy(2) : AGAIN_MAX;
        tellWaiting(state);
    }

    private void again(Duration delay) {
        timers.startSingleTimer(RunMessage.TellAgain.INSTANCE, RunMessage.TellAgain.INSTANCE, delay);
    }

    private void tellWaiting(RunState state) {
        while (open.size() < OPEN_MAX && !waiting.isEmpty()) {
            Telling next = waiting.remove();
            open.put(next.delivery(), next);
            tell(state, next);
        }
        if (!open.isEmpty()) {
            if (!timers.isTimerActive(RunMessage.TellAgain.INSTANCE)) {
                again(pause);
            }
        } else if (more) {
            more = false;
            load();
        } else if (!loading) {
            pause = AGAIN_MIN;
            timers.cancel(RunMessage.TellAgain.INSTANCE);
        }
    }

    private void tell(RunState state, Telling telling) {
        Delivery delivery = telling.delivery();
        RunCommand command = Deliveries.command(state, delivery);
        if (command == null) {
            open.remove(delivery);
            settle(delivery);
            return;
        }
        Principal by = delivery.kind() == Delivery.Kind.START ? state.started().startedBy() : telling.by();
        relatives.tell(
                new RunKey(key.tenant(), delivery.to()),
                new RunMessage.Told(delivery, command, by, Deliveries.cause(state, delivery), context.getSelf()));
    }

    /** @return what follows for this run; null if nothing does */
    @Nullable
    RunCommand heard(RunState state, RunMessage.Heard heard) {
        Delivery delivery = heard.delivery();
        RunCommand follows = null;
        switch (heard.answer()) {
            case LATER -> again(LATER);
            case RECORDED -> {
                if (Deliveries.isReset(state, delivery)) {
                    heardBefore(delivery);
                } else {
                    open.remove(delivery);
                }
            }
            case KNOWN -> heardBefore(delivery);
            case REFUSED -> {
                heardBefore(delivery);
                follows = delivery.kind() == Delivery.Kind.START ? neverStarted(state, delivery, heard.why()) : null;
            }
        }
        Delivery stop = new Delivery(delivery.from(), delivery.to(), Deliveries.stop(state));
        if (heard.answer() != RunMessage.Heard.Answer.REFUSED
                && !open.containsKey(stop)
                && isUnwanted(state, delivery)) {
            waiting.add(new Telling(stop, Principal.SYSTEM));
        }
        tellWaiting(state);
        return follows;
    }

    /** No commit over there has struck it out. */
    private void heardBefore(Delivery delivery) {
        open.remove(delivery);
        settle(delivery);
    }

    private void settle(Delivery delivery) {
        store.settle(key.tenant(), List.of(delivery)).whenComplete((done, failure) -> {
            if (failure != null) {
                // It stays written, and is told once more after the next restart, in vain.
                context.getSystem().log().debug("{} of run {} is not struck out", delivery, key, failure);
            }
        });
    }

    /** A start that was heard so late that the step is over: a cancellation may have come before it. */
    private static boolean isUnwanted(RunState state, Delivery delivery) {
        if (delivery.kind() != Delivery.Kind.START || Deliveries.command(state, delivery) != null) {
            return false;
        }
        for (StepState step : state.steps().values()) {
            ChildRun child = step.child();
            if (child != null && child.run().equals(delivery.to())) {
                return step.status() == StepStatus.CANCELLED && Deliveries.goesWith(child, state);
            }
        }
        return true;
    }

    private @Nullable RunCommand neverStarted(RunState state, Delivery delivery, String why) {
        for (StepState step : state.busySteps()) {
            if (step.activity() instanceof Activity.AwaitingChild awaiting
                    && awaiting.child().run().equals(delivery.to())) {
                RunError error = RunError.of(ErrorKind.REJECTED, "it could not be started: " + why);
                return new RunCommand.RecordChildEnd(
                        step.path(),
                        delivery.to(),
                        new End(RunStatus.FAILED, null, error, clock.instant()),
                        Usage.NONE);
            }
        }
        return null;
    }
}

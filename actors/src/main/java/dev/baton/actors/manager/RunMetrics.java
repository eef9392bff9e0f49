package dev.baton.actors.manager;

import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the engine counts; registered once, so that counting is an addition. */
public final class RunMetrics {

    private static final double MILLIS_PER_SECOND = 1000;

    private final Counter started;
    private final Counter completed;
    private final Counter failed;
    private final Counter cancelled;
    private final Counter compensated;
    private final Counter stepsCompleted;
    private final Counter stepsFailed;
    private final InstantSource clock;
    private final Counter stepsCancelled;
    private final Counter attempts;
    private final Counter repeated;
    private final Counter restarts;
    private final Counter incidents;
    private final Map<ErrorKind, Counter> attemptsFailed = new EnumMap<>(ErrorKind.class);
    private final Counter repaired;
    private final AtomicLong stuck = new AtomicLong();
    private final Timer wakeLag;
    private final Timer runRecovery;
    private final Timer recovery;
    private final AtomicInteger backlog = new AtomicInteger();
    private volatile @Nullable Instant oldestDue;

    public RunMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        started = registry.counter("baton.runs.started");
        completed = registry.counter("baton.runs.ended", "status", "completed");
        failed = registry.counter("baton.runs.ended", "status", "failed");
        cancelled = registry.counter("baton.runs.ended", "status", "cancelled");
        compensated = registry.counter("baton.runs.ended", "status", "compensated");
        stepsCompleted = registry.counter("baton.steps.ended", "status", "completed");
        stepsFailed = registry.counter("baton.steps.ended", "status", "failed");
        stepsCancelled = registry.counter("baton.steps.ended", "status", "cancelled");
        attempts = registry.counter("baton.attempts.started");
        repeated = registry.counter("baton.attempts.repeated");
        restarts = registry.counter("baton.worker.restarts");
        incidents = registry.counter("baton.incidents.raised");
        for (ErrorKind kind : ErrorKind.values()) {
            attemptsFailed.put(kind, registry.counter("baton.attempts.failed", "kind", kind.code()));
        }
        repaired = Counter.builder("baton.runs.repaired")
                .description("runs that nothing would have woken, and that were put right")
                .register(registry);
        Gauge.builder("baton.runs.stuck", stuck, AtomicLong::get)
                .description("runs that nothing wakes and that could not be put right")
                .register(registry);
        wakeLag = Timer.builder("baton.wakeup.lag")
                .description("from the time a parked run is due until its manager acts")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        runRecovery = Timer.builder("baton.run.recovery")
                .description("from the start of a run's manager until it has read what the run has been through")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        recovery = Timer.builder("baton.recovery")
                .description("from the time shards came to this node until all of their runs that were at work go on")
                .register(registry);
        Gauge.builder("baton.wakeup.backlog", backlog, AtomicInteger::get)
                .description("runs that are to be woken, and not yet asked to")
                .register(registry);
        Gauge.builder("baton.wakeup.backlog.age", this, RunMetrics::backlogSeconds)
                .description("how long the first of them has been due")
                .baseUnit("seconds")
                .register(registry);
    }

    private static double backlogSeconds(RunMetrics metrics) {
        Instant due = metrics.oldestDue;
        return due == null
                ? 0
                : Math.max(0, Duration.between(due, metrics.clock.instant()).toMillis() / MILLIS_PER_SECOND);
    }

    void count(List<RunEvent> events) {
        for (RunEvent event : events) {
            count(event);
        }
    }

    private void count(RunEvent event) {
        switch (event) {
            case RunEvent.RunStarted ignored -> started.increment();
            case RunEvent.RunCompleted ignored -> completed.increment();
            case RunEvent.RunFailed ignored -> failed.increment();
            case RunEvent.RunCancelled ignored -> cancelled.increment();
            case RunEvent.RunTerminated ignored -> cancelled.increment();
            case RunEvent.RunCompensated ignored -> compensated.increment();
            case RunEvent.StepCompleted ignored -> stepsCompleted.increment();
            case RunEvent.StepFailed ignored -> stepsFailed.increment();
            case RunEvent.StepCancelled ignored -> stepsCancelled.increment();
            case RunEvent.AttemptStarted ignored -> attempts.increment();
            case RunEvent.AttemptFailed e -> {
                Counter counter = attemptsFailed.get(e.error().kind());
                if (counter != null) {
                    counter.increment();
                }
            }
            case RunEvent.WorkerRestarted ignored -> restarts.increment();
            case RunEvent.IncidentRaised ignored -> incidents.increment();
            case RunEvent.StepStarted ignored -> {}
            case RunEvent.StepHeld ignored -> {}
            case RunEvent.AttemptAccepted ignored -> {}
            case RunEvent.AttemptProgressed ignored -> {}
            case RunEvent.AttemptContinued ignored -> {}
            case RunEvent.WaitStarted ignored -> {}
            case RunEvent.SignalReceived ignored -> {}
            case RunEvent.SignalConsumed ignored -> {}
            case RunEvent.ApprovalRequested ignored -> {}
            case RunEvent.ApprovalVoted ignored -> {}
            case RunEvent.ApprovalEscalated ignored -> {}
            case RunEvent.ApprovalDecided ignored -> {}
            case RunEvent.ChildStarted ignored -> {}
            case RunEvent.ChildEnded ignored -> {}
            case RunEvent.StepDecided ignored -> {}
            case RunEvent.MemoryRead ignored -> {}
            case RunEvent.MemoryWritten ignored -> {}
            case RunEvent.IncidentResolved ignored -> {}
            case RunEvent.RunPaused ignored -> {}
            case RunEvent.RunResumed ignored -> {}
            case RunEvent.RemedyStarted ignored -> {}
            case RunEvent.LimitsSet ignored -> {}
            case RunEvent.RunRetried ignored -> {}
            case RunEvent.StepReopened ignored -> {}
            case RunEvent.RunRerun ignored -> {}
            case RunEvent.StepsUndone ignored -> {}
            case RunEvent.RunForked ignored -> {}
            case RunEvent.RunMigrated ignored -> {}
            case RunEvent.RunRepaired ignored -> {}
            case RunEvent.StepTaken ignored -> {}
        }
    }

    /** An attempt was dispatched again after a crash or a move. */
    void repeated() {
        repeated.increment();
    }

    void woken(Duration lag) {
        wakeLag.record(lag.isNegative() ? Duration.ZERO : lag);
    }

    /** A run had nothing that would wake it, and has it again. */
    void repaired() {
        repaired.increment();
    }

    /** How many runs of this node nothing wakes. */
    void stuck(long count) {
        stuck.set(count);
    }

    /** A run has been read from the store. */
    void read(Duration took) {
        runRecovery.record(took);
    }

    /** The runs of shards that came to this node go on. */
    void recovered(Duration took) {
        recovery.record(took.isNegative() ? Duration.ZERO : took);
    }

    /** @param oldestDue null if none of them had a time to wake at */
    void backlog(int runs, @Nullable Instant oldestDue) {
        backlog.set(runs);
        this.oldestDue = oldestDue;
    }
}

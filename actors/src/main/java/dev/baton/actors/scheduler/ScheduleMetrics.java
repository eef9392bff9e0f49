package dev.baton.actors.scheduler;

import dev.baton.actors.schedule.Fire;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted of schedules, by the node that has written it: each happening once in the whole cluster. */
final class ScheduleMetrics {

    private final Map<Fire.Cause, Counter> fired = new EnumMap<>(Fire.Cause.class);
    private final Counter started;
    private final Counter skipped;
    private final Counter missed;
    private final Counter failed;
    private final Timer lag;

    ScheduleMetrics(MeterRegistry registry) {
        for (Fire.Cause cause : Fire.Cause.values()) {
            fired.put(
                    cause,
                    registry.counter(
                            "baton.schedules.fired", "cause", cause.name().toLowerCase(Locale.ROOT)));
        }
        started = registry.counter("baton.schedules.started");
        skipped = registry.counter("baton.schedules.skipped");
        missed = registry.counter("baton.schedules.missed");
        failed = registry.counter("baton.schedules.failed");
        lag = Timer.builder("baton.schedules.lag")
                .description("from the time that a schedule names until it is dealt with")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    /** @param due when the first of the times was that the change deals with; null if time was not why */
    void count(ScheduleChange change, @Nullable Instant due) {
        change.events().forEach(this::count);
        if (due != null && !due.isAfter(change.at())) {
            lag.record(Duration.between(due, change.at()));
        }
    }

    private void count(ScheduleEvent event) {
        switch (event) {
            case ScheduleEvent.Fired e -> {
                Counter counter = fired.get(e.fire().cause());
                if (counter != null) {
                    counter.increment();
                }
            }
            case ScheduleEvent.Planned ignored -> {}
            case ScheduleEvent.Started ignored -> started.increment();
            case ScheduleEvent.Skipped ignored -> skipped.increment();
            case ScheduleEvent.Missed e -> missed.increment(e.count());
            case ScheduleEvent.Failed ignored -> failed.increment();
            case ScheduleEvent.Buffered ignored -> {}
            case ScheduleEvent.Applied ignored -> {}
            case ScheduleEvent.Paused ignored -> {}
            case ScheduleEvent.Resumed ignored -> {}
            case ScheduleEvent.Ended ignored -> {}
            case ScheduleEvent.BackfillAsked ignored -> {}
            case ScheduleEvent.BackfillAdvanced ignored -> {}
            case ScheduleEvent.Deleted ignored -> {}
        }
    }
}

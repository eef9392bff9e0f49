package dev.baton.actors.manager;

import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** The timers of one manager: when something of its run falls due, and when to leave memory. */
final class Timing {

    /** Timers are armed for at most this long, then looked at again. */
    private static final Duration TIMER_MAX = Duration.ofHours(12);

    private final TimerScheduler<RunMessage> timers;
    private final Engine engine;
    private @Nullable Instant armedFor;
    private @Nullable Duration parksAfter;

    Timing(TimerScheduler<RunMessage> timers, Engine engine) {
        this.timers = timers;
        this.engine = engine;
    }

    /** Whenever the run comes to rest: arms the timer, and prepares to leave memory if nothing goes on. */
    void rest(RunState state) {
        Optional<Instant> due = state.nextDue();
        if (due.isPresent() && (armedFor == null || due.get().isBefore(armedFor))) {
            arm(due.get());
        }
        if (state.hasLiveAttempts()) {
            timers.cancel(RunMessage.Park.INSTANCE);
        } else {
            park(
                    state.exists() && !state.ended()
                            ? engine.settings().parkAfterWaiting()
                            : engine.settings().parkAfterEnd());
        }
    }

    private void park(Duration after) {
        if (!timers.isTimerActive(RunMessage.Park.INSTANCE) || !after.equals(parksAfter)) {
            parksAfter = after;
            timers.startSingleTimer(RunMessage.Park.INSTANCE, RunMessage.Park.INSTANCE, after);
        }
    }

    private void arm(Instant due) {
        Duration delay = Duration.between(engine.clock().instant(), due);
        if (delay.compareTo(TIMER_MAX) > 0) {
            delay = TIMER_MAX;
        }
        armedFor = due;
        timers.startSingleTimer(
                RunMessage.Due.INSTANCE, RunMessage.Due.INSTANCE, delay.isNegative() ? Duration.ZERO : delay);
    }

    /** What was armed has come. */
    void fired() {
        armedFor = null;
    }

    void loadAgain(Duration after) {
        timers.startSingleTimer(RunMessage.LoadAgain.INSTANCE, RunMessage.LoadAgain.INSTANCE, after);
    }

    void reset() {
        armedFor = null;
        timers.cancelAll();
    }
}

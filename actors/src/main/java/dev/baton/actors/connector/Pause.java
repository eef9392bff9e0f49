package dev.baton.actors.connector;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits, and less long if it is nudged; a nudge while nobody waits ends the next wait at once. */
final class Pause {

    private final Executor executor;
    private @Nullable Runnable waiting;
    private boolean nudged;
    private long number;

    Pause(Executor executor) {
        this.executor = executor;
    }

    /** @param then what follows, exactly once */
    synchronized void begin(Duration atMost, Runnable then) {
        if (nudged) {
            nudged = false;
            executor.execute(then);
            return;
        }
        waiting = then;
        long mine = ++number;
        CompletableFuture.delayedExecutor(atMost.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> end(mine));
    }

    private void end(long which) {
        Runnable then;
        synchronized (this) {
            then = which == number ? waiting : null;
            if (then == null) {
                return;
            }
            waiting = null;
        }
        then.run();
    }

    void nudge() {
        Runnable then;
        synchronized (this) {
            then = waiting;
            waiting = null;
            nudged = then == null;
        }
        if (then != null) {
            executor.execute(then);
        }
    }
}

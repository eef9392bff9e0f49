package dev.baton.actors.connector;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Time that only goes on, whatever is done to the clock, and what is to be done later. */
interface Ticks {

    Ticks SYSTEM = new Ticks() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void after(long nanos, Runnable task) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(task);
        }
    };

    /** Since some moment. */
    long nanos();

    void after(long nanos, Runnable task);
}

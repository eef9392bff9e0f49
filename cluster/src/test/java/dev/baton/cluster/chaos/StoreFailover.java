package dev.baton.cluster.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** kill -9 of the PostgreSQL that is written to; its standby takes its place, and later gets one itself. */
record StoreFailover() implements Fault {

    @Override
    public String name() {
        return "PostgreSQL fails over to its standby";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.STANDBY);
    }

    @Override
    public Duration happen(Scene scene) {
        AtomicInteger lost = new AtomicInteger();
        Duration recovery = scene.untilRunsGoOn(() -> lost.set(scene.group().failOver()));
        scene.group().awaitReady();
        try {
            scene.group().addStandby(lost.get());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return recovery;
    }
}

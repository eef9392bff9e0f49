package dev.baton.http.fake;

import dev.baton.http.NodeHealth;
import java.time.Duration;
import java.util.List;

/** A node that is as well as a test wants it. */
public final class SwitchableNodeHealth implements NodeHealth {

    public volatile boolean started = true;
    public volatile Duration delay = Duration.ZERO;
    public volatile String storeFault = "";

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Duration delay() {
        return delay;
    }

    @Override
    public List<Check> checks() {
        return List.of(new Check("store", storeFault.isEmpty(), storeFault));
    }
}

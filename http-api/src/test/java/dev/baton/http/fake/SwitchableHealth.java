package dev.baton.http.fake;

import dev.baton.actors.port.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A store that is as healthy as a test wants it. */
public final class SwitchableHealth implements StoreHealth {

    public volatile State state = new State.Up(Instant.EPOCH);
    public volatile boolean behind;

    @Override
    public State state() {
        return state;
    }

    @Override
    public int queued() {
        return behind ? 9_999 : 0;
    }

    @Override
    public Duration oldestQueued() {
        return Duration.ZERO;
    }

    @Override
    public boolean behind() {
        return behind;
    }

    @Override
    public boolean saturated() {
        return false;
    }

    @Override
    public Runnable listen(Consumer<State> listener) {
        return () -> {};
    }
}

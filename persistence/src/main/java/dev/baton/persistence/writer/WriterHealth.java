package dev.baton.persistence.writer;

import dev.baton.actors.port.StoreHealth;
import dev.baton.config.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writer knows about the store. */
final class WriterHealth implements StoreHealth {

    private static final Logger LOG = LoggerFactory.getLogger(WriterHealth.class);

    private final WriteQueue queue;
    private final StoreSettings.Admission admission;
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private volatile State state = new State.Up(Instant.now());

    WriterHealth(WriteQueue queue, StoreSettings.Admission admission) {
        this.queue = queue;
        this.admission = admission;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public int queued() {
        return queue.size();
    }

    @Override
    public Duration oldestQueued() {
        return Duration.ofNanos(queue.oldestNanos());
    }

    @Override
    public boolean behind() {
        return queued() >= admission.queuedMax() || oldestQueued().compareTo(admission.ageMax()) >= 0;
    }

    @Override
    public Runnable listen(Consumer<State> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the writer's thread. */
    void become(State next) {
        state = next;
        for (Consumer<State> listener : listeners) {
            try {
                listener.accept(next);
            } catch (RuntimeException defect) {
                LOG.error("A listener for the store's health failed", defect);
            }
        }
    }
}

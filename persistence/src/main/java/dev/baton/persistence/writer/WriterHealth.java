package dev.baton.persistence.writer;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.StoreHealth;
import dev.baton.config.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writer knows about the store. */
final class WriterHealth implements StoreHealth {

    private static final Logger LOG = LoggerFactory.getLogger(WriterHealth.class);

    private static final Duration RETRY_ELSEWHERE_AFTER = Duration.ofSeconds(1);

    /** The part of the queue that is in use. New work has been turned away long before. */
    private static final double SATURATED_FROM = 0.9;

    private final WriteQueue queue;
    private final StoreSettings.Admission admission;
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    /** Up or down. */
    private volatile State store = new State.Up(Instant.now());

    private volatile State.@Nullable Fenced fenced;

    WriterHealth(WriteQueue queue, StoreSettings.Admission admission) {
        this.queue = queue;
        this.admission = admission;
    }

    @Override
    public State state() {
        State now = store;
        State lost = fenced;
        return now instanceof State.Up && lost != null ? lost : now;
    }

    /** Whether there is a store at all, whoever may write it. */
    boolean down() {
        return store instanceof State.Down;
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
    public boolean saturated() {
        return queue.fill() >= SATURATED_FROM;
    }

    @Override
    public Runnable listen(Consumer<State> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the writer's thread. */
    void up() {
        store = new State.Up(Instant.now());
        tell();
    }

    /** For the writer's thread. */
    void down(String reason, Duration retryAfter) {
        Instant since = store instanceof State.Down already ? already.since() : Instant.now();
        store = new State.Down(since, reason, retryAfter);
        tell();
    }

    /** For the writer's thread. @param cells how many of this node's are lost; none after it has claimed them anew */
    void lost(int cells) {
        State.Fenced before = fenced;
        if (cells == 0) {
            fenced = null;
        } else {
            Instant since = before == null ? Instant.now() : before.since();
            String reason = "another server has taken over " + cells + " of this one's " + Cells.COUNT + " cells";
            fenced = new State.Fenced(since, cells, reason, RETRY_ELSEWHERE_AFTER);
        }
        tell();
    }

    private void tell() {
        State now = state();
        for (Consumer<State> listener : listeners) {
            try {
                listener.accept(now);
            } catch (RuntimeException defect) {
                LOG.error("A listener for the store's health failed", defect);
            }
        }
    }
}

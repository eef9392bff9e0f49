package dev.baton.actors.connector.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for tasks of one queue, first come, first served. Knows when to ask the store and on whose
 * behalf; asks through {@code ask}, which tells it what came of it. Used by one thread only.
 */
final class Desk {

    /** Questions to the store at the same time: they share a transaction if they come together. */
    static final int ASKING_MAX = 16;

    private final Consumer<Waiter> ask;
    private final TreeMap<Long, Waiter> waiting = new TreeMap<>();
    private final TreeMap<Long, Waiter> due = new TreeMap<>();
    private int asking;
    /** Tasks that came while all who waited were being asked for. */
    private int missed;

    private long askedNanos;

    Desk(Consumer<Waiter> ask, long nanoTime) {
        this.ask = ask;
        this.askedNanos = nanoTime;
    }

    int size() {
        return waiting.size() + due.size() + asking;
    }

    /** There may be tasks: nobody has looked on behalf of this one. */
    void arrive(Waiter waiter, long nanoTime) {
        due.put(waiter.number, waiter);
        next(nanoTime);
    }

    void taskArrived(long nanoTime) {
        @Nullable Waiter first = firstWaiting();
        if (first != null) {
            due.put(first.number, first);
            next(nanoTime);
        } else if (asking > 0) {
            missed = Math.min(missed + 1, ASKING_MAX);
        }
    }

    private @Nullable Waiter firstWaiting() {
        while (!waiting.isEmpty()) {
            Waiter first = waiting.pollFirstEntry().getValue();
            if (!first.gone()) {
                return first;
            }
        }
        return null;
    }

    private void next(long nanoTime) {
        while (asking < ASKING_MAX && !due.isEmpty()) {
            Waiter first = due.pollFirstEntry().getValue();
            if (!first.gone()) {
                asking++;
                askedNanos = nanoTime;
                ask.accept(first);
            }
        }
    }

    /** The waiter has its answer; where there were tasks there may be more. */
    void served(long nanoTime) {
        asking--;
        taskArrived(nanoTime);
        next(nanoTime);
    }

    /** The waiter has its answer, and it is not tasks. */
    void dismissed(long nanoTime) {
        asking--;
        next(nanoTime);
    }

    /** There was nothing for it. */
    void keep(Waiter waiter, long nanoTime) {
        asking--;
        if (missed > 0) {
            missed--;
            due.put(waiter.number, waiter);
        } else {
            waiting.put(waiter.number, waiter);
        }
        next(nanoTime);
    }

    /** There may be more for it at once. */
    void again(Waiter waiter, long nanoTime) {
        asking--;
        due.put(waiter.number, waiter);
        next(nanoTime);
    }

    /** Looks again for the first in the line if nobody has looked for so long. */
    void recheck(long nanoTime, Duration interval) {
        if (asking == 0 && nanoTime - askedNanos >= interval.toNanos()) {
            askedNanos = nanoTime;
            taskArrived(nanoTime);
        }
    }

    /** Those whose time is over; they are not waiting any more. Whoever is being asked for is left alone. */
    List<Waiter> takeOver(long nanoTime) {
        List<Waiter> over = new ArrayList<>();
        takeOver(waiting, nanoTime, over);
        takeOver(due, nanoTime, over);
        return over;
    }

    private static void takeOver(Map<Long, Waiter> line, long nanoTime, List<Waiter> over) {
        line.values().removeIf(waiter -> waiter.gone() || (waiter.over(nanoTime) && over.add(waiter)));
    }

    List<Waiter> takeAll() {
        List<Waiter> all = new ArrayList<>(waiting.values());
        all.addAll(due.values());
        waiting.clear();
        due.clear();
        return all;
    }
}

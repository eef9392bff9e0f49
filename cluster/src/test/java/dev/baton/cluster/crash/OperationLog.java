package dev.baton.cluster.crash;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every call of the API and what came of it. */
public final class OperationLog {

    /** Of those that did not go well, the last ones. */
    private static final int KEPT_MAX = 200;

    /** What a caller knows after one call. */
    public enum Outcome {
        /** Done, or refused for good. */
        ANSWERED,
        /** Not done: the server says when to come again. */
        LATER,
        /** Not done: nobody listened. */
        NOT_CONNECTED,
        /** Perhaps done: the connection ended before the answer. */
        CUT,
        /** Perhaps done: there was no answer in time. */
        TIMED_OUT,
        /** What no caller may ever get. */
        FAILED
    }

    /** @param at milliseconds since the log began */
    private record Operation(long at, long millis, String what, Outcome outcome, String detail) {}

    private final long began = System.nanoTime();
    private final Map<Outcome, LongAdder> counts = new ConcurrentHashMap<>();
    private final Deque<Operation> kept = new ArrayDeque<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** @param invoked as {@link System#nanoTime} */
    void add(long invoked, String what, Outcome outcome, String detail) {
        counts.computeIfAbsent(outcome, first -> new LongAdder()).increment();
        if (outcome == Outcome.ANSWERED) {
            return;
        }
        long now = System.nanoTime();
        Operation operation =
                new Operation((now - began) / 1_000_000, (now - invoked) / 1_000_000, what, outcome, detail);
        if (outcome == Outcome.FAILED) {
            failures.add(operation.toString());
        }
        synchronized (kept) {
            if (outcome != Outcome.NOT_CONNECTED) {
                kept.addLast(operation);
            }
            if (kept.size() > KEPT_MAX) {
                kept.removeFirst();
            }
        }
    }

    public long count(Outcome outcome) {
        LongAdder counted = counts.get(outcome);
        return counted == null ? 0 : counted.sum();
    }

    /** Calls that no caller should have had to make in vain. */
    Queue<String> failures() {
        return failures;
    }

    /** In the order of the outcomes. */
    public List<Long> counts() {
        return Stream.of(Outcome.values()).map(this::count).toList();
    }

    String summary() {
        return Stream.of(Outcome.values())
                .map(outcome -> outcome + " " + count(outcome))
                .collect(Collectors.joining(", "));
    }

    /** Those of the last that did not go well, one a line. */
    public String trouble() {
        StringBuilder lines = new StringBuilder();
        synchronized (kept) {
            kept.forEach(operation -> lines.append(operation).append('\n'));
        }
        return lines.toString();
    }
}

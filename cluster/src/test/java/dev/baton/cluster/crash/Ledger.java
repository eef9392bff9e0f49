package dev.baton.cluster.crash;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** What the server has acknowledged, and what clients were told that they should not have been. */
final class Ledger {

    /** @param text of the input */
    record Started(int n, String text) {}

    private final Map<String, Started> started = new ConcurrentHashMap<>();
    private final Set<String> signalled = ConcurrentHashMap.newKeySet();
    /** The run, by approval. */
    private final Map<String, String> approved = new ConcurrentHashMap<>();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Semaphore open;
    private final LongAdder foundAgain = new LongAdder();

    /** @param openMax runs that are under way at the same time */
    Ledger(int openMax) {
        open = new Semaphore(openMax);
    }

    Map<String, Started> started() {
        return started;
    }

    /** Runs whose signal was acknowledged. */
    Set<String> signalled() {
        return signalled;
    }

    Map<String, String> approved() {
        return approved;
    }

    Queue<String> faults() {
        return faults;
    }

    Semaphore open() {
        return open;
    }

    /** Starts whose answer was lost, and that were found done when they were repeated. */
    LongAdder foundAgain() {
        return foundAgain;
    }
}

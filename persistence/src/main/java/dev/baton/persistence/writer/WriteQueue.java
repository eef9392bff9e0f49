package dev.baton.persistence.writer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A queue with many senders, one receiver, and a limit on its length and its bytes. */
final class WriteQueue {

    private final int lengthMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<WriteRequest<?>> requests = new ArrayDeque<>();
    private long bytes;
    private boolean waiting;
    private boolean woken;

    WriteQueue(int lengthMax, long bytesMax) {
        this.lengthMax = lengthMax;
        this.bytesMax = bytesMax;
    }

    /** @return false if it is full; a request larger than the whole limit still gets into an empty queue */
    boolean offer(WriteRequest<?> request) {
        lock.lock();
        try {
            boolean full = requests.size() >= lengthMax || (!requests.isEmpty() && bytes + request.bytes() > bytesMax);
            if (full) {
                return false;
            }
            request.queuedAt(System.nanoTime());
            requests.add(request);
            bytes += request.bytes();
            signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The part of its length or of its bytes that is in use, whichever is larger: from 0 to 1. */
    double fill() {
        lock.lock();
        try {
            return Math.max((double) requests.size() / lengthMax, (double) bytes / bytesMax);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what is there, in order; waits if nothing is.
     *
     * @param bytesMax is exceeded only by a single request
     */
    void drain(List<WriteRequest<?>> into, int max, long bytesMax, long waitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitArrival(waitNanos);
            long taken = 0;
            WriteRequest<?> next = requests.peek();
            while (next != null && into.size() < max && (into.isEmpty() || taken + next.bytes() <= bytesMax)) {
                into.add(requests.remove());
                taken += next.bytes();
                next = requests.peek();
            }
            bytes -= taken;
        } finally {
            lock.unlock();
        }
    }

    private void awaitArrival(long waitNanos) throws InterruptedException {
        long left = waitNanos;
        waiting = true;
        try {
            while (requests.isEmpty() && !woken && left > 0) {
                left = arrived.awaitNanos(left);
            }
        } finally {
            waiting = false;
            woken = false;
        }
    }

    /** Ends the receiver's wait, or its next one. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        if (waiting) {
            arrived.signal();
        }
    }

    int size() {
        lock.lock();
        try {
            return requests.size();
        } finally {
            lock.unlock();
        }
    }

    /** How long the first request has been waiting; 0 if there is none. */
    long oldestNanos() {
        lock.lock();
        try {
            @Nullable WriteRequest<?> oldest = requests.peek();
            return oldest == null ? 0 : Math.max(0, System.nanoTime() - oldest.queuedNanos());
        } finally {
            lock.unlock();
        }
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}

package dev.baton.cluster.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** What all nodes reach their database through. */
final class StoreWire implements AutoCloseable {

    /** With this PostgreSQL says that a transaction is done. */
    private static final String DONE = "COMMIT\0";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Proxy proxy;
    private boolean cut;
    private boolean holding;
    private int held;

    /** @param database the port where the database is at the moment */
    StoreWire(IntSupplier database) throws IOException {
        proxy = new Proxy(0, database, socket -> this::pass);
    }

    int port() {
        return proxy.port();
    }

    /** From now on nothing comes through, in either direction; nobody is told. */
    void cut() {
        lock.lock();
        try {
            cut = true;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody hears that a transaction is done. */
    void holdCommits() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    /** How many transactions are done without anybody having heard of it. */
    int heldCommits() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections, with the answers that were held; new ones work. */
    void reset() {
        proxy.reset();
        lock.lock();
        try {
            cut = false;
            holding = false;
            held = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pass(ByteBuffer piece, boolean back) {
        boolean done = back
                && StandardCharsets.ISO_8859_1
                        .decode(piece.duplicate())
                        .toString()
                        .contains(DONE);
        lock.lock();
        try {
            while (cut) {
                changed.awaitUninterruptibly();
            }
            if (!done) {
                return;
            }
            if (holding) {
                held++;
            }
            while (holding) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        proxy.close();
        reset();
    }
}

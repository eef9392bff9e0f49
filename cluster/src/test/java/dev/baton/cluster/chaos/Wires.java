package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wires between nodes: each node is reached by the others through a proxy, and what one node sends to another can be
 * held up, in each direction by itself. What was held up arrives when the wire is whole again, as with TCP.
 *
 * <p>A node opens one connection for what it sends; what it receives comes by those of the others. What comes back on one
 * belongs to the connection itself.
 */
final class Wires implements AutoCloseable {

    private record Wire(ServerProcess from, ServerProcess to) {}

    private final Set<Wire> cut = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Proxy> proxies = new ArrayList<>();
    private volatile int delayMsMax;
    private volatile boolean closed;

    /** @param nodes which listen elsewhere than where others reach them */
    Wires(List<ServerProcess> nodes) throws IOException {
        for (ServerProcess node : nodes) {
            proxies.add(new Proxy(node.clusterPort(), node::clusterBindPort, socket -> {
                Wire wire = new Wire(Sockets.owner(socket, nodes), node);
                return (piece, back) -> pass(wire);
            }));
        }
    }

    /** From now on nothing that one sends reaches the other. */
    void cut(ServerProcess from, ServerProcess to) {
        cut.add(new Wire(from, to));
    }

    /** In both directions. */
    void cutBoth(ServerProcess one, ServerProcess other) {
        cut(one, other);
        cut(other, one);
    }

    /** From now on all that is sent takes a while, each piece another one. */
    void slow(int msMax) {
        delayMsMax = msMax;
    }

    /** All connections between nodes end now; new ones work. */
    void reset() {
        proxies.forEach(Proxy::reset);
    }

    void heal() {
        delayMsMax = 0;
        cut.clear();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pass(Wire wire) throws IOException {
        if (delayMsMax > 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1 + delayMsMax * 1_000_000L));
        }
        lock.lock();
        try {
            while (cut.contains(wire) && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        heal();
        proxies.forEach(Proxy::close);
    }
}

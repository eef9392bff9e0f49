package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wires between nodes: each node is reached by the others through a proxy, and what one node sends to another can be
 * held up, in each direction by itself. What was held up arrives when the wire is whole again, as with TCP.
 *
 * <p>A node opens one connection for what it sends; what it receives comes by those of the others.
 */
final class Wires implements AutoCloseable {

    private static final int BUFFER_BYTES = 16_384;

    private record Wire(ServerProcess from, ServerProcess to) {}

    private final Set<Wire> cut = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<ServerSocket> listening = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ServerProcess> nodes;
    private volatile boolean closed;

    /** @param nodes which listen elsewhere than where others reach them */
    Wires(List<ServerProcess> nodes) throws IOException {
        this.nodes = nodes;
        for (ServerProcess node : nodes) {
            ServerSocket front = new ServerSocket();
            front.setReuseAddress(true);
            front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.clusterPort()));
            listening.add(front);
            Thread.ofVirtual().start(() -> accept(front, node));
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

    void heal() {
        cut.clear();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept(ServerSocket front, ServerProcess to) {
        while (!closed) {
            try {
                Socket in = front.accept();
                open.add(in);
                Thread.ofVirtual().start(() -> connect(in, to));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void connect(Socket in, ServerProcess to) {
        try {
            ServerProcess from = Sockets.owner(in, nodes);
            Wire wire = new Wire(from, to);
            awaitWhole(wire);
            Socket out = new Socket(InetAddress.getLoopbackAddress(), to.clusterBindPort());
            open.add(out);
            Thread.ofVirtual().start(() -> pump(in, out, wire));
            // Artery sends nothing back but what belongs to the connection itself.
            pump(out, in, wire);
        } catch (IOException gone) {
            end(in);
        }
    }

    private void pump(Socket from, Socket to, Wire wire) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitWhole(wire);
                out.write(buffer, 0, count);
            }
        } catch (IOException ended) {
            // Whatever ended one side ends the other.
        } finally {
            end(from);
            end(to);
        }
    }

    private void awaitWhole(Wire wire) throws IOException {
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

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException endedAlready) {
            // That is what was wanted.
        }
    }

    @Override
    public void close() {
        closed = true;
        heal();
        for (ServerSocket front : listening) {
            try {
                front.close();
            } catch (IOException endedAlready) {
                // That is what was wanted.
            }
        }
        open.forEach(this::end);
    }
}

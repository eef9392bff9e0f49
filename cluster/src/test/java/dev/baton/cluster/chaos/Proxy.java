package dev.baton.cluster.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** Listens on one port of this machine and forwards to another; what is sent has to pass a gate, in either direction. */
final class Proxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 16_384;

    /** What holds up, or not, what goes through one connection. */
    interface Gate {
        /**
         * Returns when the next piece may go on; nothing overtakes it.
         *
         * @param piece valid until this returns
         * @param back whether it goes to whoever opened the connection
         * @throws IOException to end the connection
         */
        void pass(ByteBuffer piece, boolean back) throws IOException;
    }

    /** Finds the gate of a new connection. */
    interface Gates {
        Gate of(Socket accepted) throws IOException;
    }

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket front;
    private final IntSupplier target;
    private final Gates gates;

    /**
     * @param port to listen on; 0 for a free one
     * @param target the port to forward to, looked up for each connection
     */
    Proxy(int port, IntSupplier target, Gates gates) throws IOException {
        this.target = target;
        this.gates = gates;
        front = new ServerSocket();
        front.setReuseAddress(true);
        front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket in = front.accept();
                open.add(in);
                Thread.ofVirtual().start(() -> connect(in));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void connect(Socket in) {
        try {
            Gate gate = gates.of(in);
            gate.pass(ByteBuffer.allocate(0), false);
            Socket out = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
            open.add(out);
            Thread.ofVirtual().start(() -> pump(in, out, gate, false));
            pump(out, in, gate, true);
        } catch (IOException gone) {
            end(in);
        }
    }

    private void pump(Socket from, Socket to, Gate gate, boolean back) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                gate.pass(ByteBuffer.wrap(buffer, 0, count), back);
                out.write(buffer, 0, count);
            }
        } catch (IOException ended) {
            // Whatever ended one side ends the other.
        } finally {
            end(from);
            end(to);
        }
    }

    /** Ends all connections at once, with what is under way in them. */
    void reset() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException endedAlready) {
                // That is what was wanted.
            }
            end(socket);
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
        try {
            front.close();
        } catch (IOException endedAlready) {
            // That is what was wanted.
        }
        open.forEach(this::end);
    }
}

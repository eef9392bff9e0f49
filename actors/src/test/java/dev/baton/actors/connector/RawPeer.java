package dev.baton.actors.connector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does whatever its script says with each connection, however wrong. */
public final class RawPeer implements AutoCloseable {

    private static final int BACKLOG = 1024;

    /** What happens to one connection; it is closed when the script ends. */
    @FunctionalInterface
    public interface Script {
        void run(Peer peer) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger openMost = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);

    public RawPeer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.add(socket);
                openMost.accumulateAndGet(open.size(), Math::max);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.run(new Peer(socket));
        } catch (IOException e) {
            // The other side is gone, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/work";
    }

    /** Connections so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Requests read so far. */
    public int requests() {
        return requests.get();
    }

    /** The most connections at the same time. */
    public int openMost() {
        return openMost.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        ended.countDown();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection, from the server's side. */
    public final class Peer {

        private final Socket socket;

        private Peer(Socket socket) {
            this.socket = socket;
        }

        /** The next request, head and body. */
        public String request() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the client is gone");
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String length = text.toLowerCase(Locale.ROOT)
                    .split("content-length:")[1]
                    .split("\r\n")[0]
                    .strip();
            byte[] body = in.readNBytes(Integer.parseInt(length));
            requests.incrementAndGet();
            return text + new String(body, StandardCharsets.UTF_8);
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** A good answer with this JSON. */
        public void answer(String json) throws IOException {
            send(ok(json));
        }

        /** Closes with a reset instead of a farewell. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client closes the connection. */
        public void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // What it still sends does not matter.
            }
        }

        /** Says nothing until the test is over. */
        public void hang() {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json;
    }
}

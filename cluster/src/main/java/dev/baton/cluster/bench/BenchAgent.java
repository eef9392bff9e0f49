package dev.baton.cluster.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * An agent that does nothing, so that only the engine is measured: it answers each call with 1 KB of JSON at once, or
 * after {@code ?delay=MS}, and names the next owner with {@code ?handoff=NAME}; under other paths it plays models. One thread and its own HTTP, because it must never be what limits.
 */
public final class BenchAgent {

    private static final int BACKLOG = 4096;
    private static final String OUTPUT = "{\"output\":{\"ok\":true,\"data\":\"" + "x".repeat(960) + "\"}";
    private static final byte[] ANSWER = httpAnswer(OUTPUT + "}");
    private static final byte[] FOUND = httpAnswer("{\"output\":\"" + "f".repeat(BenchModel.RESULT_BYTES) + "\"}");
    private static final long NANOS_PER_MS = 1_000_000;
    private static final String HANDOFF = "handoff=";

    private final Selector selector;
    private final ServerSocketChannel listener;
    /** Models that wait until they may speak. */
    private final List<BenchConnection> silent = new ArrayList<>();

    private boolean speaks;
    private final CallCounts counts = new CallCounts();
    private final Map<String, byte[]> handoffs = new HashMap<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>(Comparator.comparingLong(Delayed::dueNanos));

    private record Delayed(long dueNanos, BenchConnection connection, byte[] answer) {}

    private BenchAgent() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Says where it listens, and ends with its standard input. */
    public static void main(String[] arguments) throws IOException {
        BenchAgent agent = new BenchAgent();
        System.out.println(
                "listening on http://127.0.0.1:" + agent.listener.socket().getLocalPort());
        Thread.ofPlatform().daemon().start(BenchAgent::exitWhenInputEnds);
        agent.serve();
    }

    private static void exitWhenInputEnds() {
        try {
            while (System.in.read() >= 0) {
                // what is written to it means nothing
            }
        } catch (IOException ended) {
            // a broken input is an ended one
        }
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws IOException {
        while (true) {
            if (delayed.isEmpty()) {
                selector.select(this::handle);
            } else {
                long waitMs = (delayed.peek().dueNanos() - System.nanoTime()) / 1_000_000;
                if (waitMs > 0) {
                    selector.select(this::handle, waitMs);
                } else {
                    selector.selectNow(this::handle);
                }
                answerDue();
            }
        }
    }

    private void answerDue() {
        long now = System.nanoTime();
        while (!delayed.isEmpty() && delayed.peek().dueNanos() <= now) {
            Delayed next = delayed.remove();
            next.connection().send(next.answer());
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof BenchConnection connection) {
                connection.ready(key);
            }
        } catch (IOException gone) {
            key.cancel();
            closeQuietly(key);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new BenchConnection(channel, this::answer));
        }
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException closed) {
            // it is gone either way
        }
    }

    /** @param idempotencyKey null if the request had none */
    private void answer(BenchConnection connection, String target, @Nullable String idempotencyKey) {
        if (target.startsWith("/stats")) {
            connection.send(httpAnswer(counts.json()));
        } else if (target.startsWith("/mark")) {
            counts.mark();
            connection.send(httpAnswer("{}"));
        } else if (target.startsWith("/reset")) {
            counts.reset();
            connection.send(httpAnswer("{}"));
        } else if (target.startsWith("/speech/")) {
            connection.send(BenchModel.STREAM_HEAD);
            if (speaks) {
                speak(connection);
            } else {
                silent.add(connection);
            }
        } else if (target.startsWith("/speak")) {
            speaks = true;
            silent.forEach(this::speak);
            silent.clear();
            connection.send(httpAnswer("{}"));
        } else if (target.startsWith("/hush")) {
            speaks = false;
            connection.send(httpAnswer("{}"));
        } else if (target.startsWith("/talk/")) {
            connection.send(httpAnswer(BenchModel.turn(idempotencyKey)));
        } else if (target.startsWith("/look-up")) {
            connection.send(FOUND);
        } else {
            counts.called(idempotencyKey);
            int delay = target.indexOf("delay=");
            int handoff = target.indexOf(HANDOFF);
            if (handoff >= 0) {
                String next = target.substring(handoff + HANDOFF.length());
                connection.send(
                        handoffs.computeIfAbsent(next, name -> httpAnswer(OUTPUT + ",\"handoff\":\"" + name + "\"}")));
            } else if (delay < 0) {
                connection.send(ANSWER);
            } else {
                long delayNanos = Integer.parseInt(target.substring(delay + 6)) * NANOS_PER_MS;
                delayed.add(new Delayed(System.nanoTime() + delayNanos, connection, ANSWER));
            }
        }
    }

    private void speak(BenchConnection connection) {
        long now = System.nanoTime();
        for (BenchModel.Part part : BenchModel.speech()) {
            delayed.add(new Delayed(now + part.afterMs() * NANOS_PER_MS, connection, part.bytes()));
        }
    }

    private static byte[] httpAnswer(String json) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                        + json)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

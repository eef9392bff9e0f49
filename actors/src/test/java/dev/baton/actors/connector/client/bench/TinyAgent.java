package dev.baton.actors.connector.client.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers every POST at once with 1 KB of JSON; one thread, no library, so that it is never what is measured. */
final class TinyAgent {

    private static final byte[] ANSWER = answer();
    private static final int REQUEST_BYTES_MAX = 64 * 1024;
    private static final String LENGTH = "content-length:";

    private TinyAgent() {}

    private static byte[] answer() {
        String body = "{\"output\":{\"ok\":true,\"data\":\"" + "x".repeat(960) + "\"}}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Prints its port, and ends when its standard input does. */
    public static void main(String[] arguments) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
        Thread.ofPlatform().daemon().start(TinyAgent::endWithParent);
        while (true) {
            selector.select(key -> {
                try {
                    if (key.isAcceptable()) {
                        accept(server, selector);
                    } else {
                        serve(key);
                    }
                } catch (IOException e) {
                    key.cancel();
                }
            });
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Only its end matters.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void accept(ServerSocketChannel server, Selector selector) throws IOException {
        SocketChannel client = server.accept();
        client.configureBlocking(false);
        client.socket().setTcpNoDelay(true);
        client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(REQUEST_BYTES_MAX));
    }

    private static void serve(SelectionKey key) throws IOException {
        SocketChannel client = (SocketChannel) key.channel();
        ByteBuffer received = (ByteBuffer) key.attachment();
        if (client.read(received) < 0) {
            client.close();
            return;
        }
        int end = endOfRequest(received);
        while (end > 0) {
            received.flip().position(end);
            received.compact();
            ByteBuffer answer = ByteBuffer.wrap(ANSWER);
            while (answer.hasRemaining()) {
                client.write(answer);
            }
            end = endOfRequest(received);
        }
    }

    /** 0 while it is not complete. */
    private static int endOfRequest(ByteBuffer received) {
        String text =
                StandardCharsets.ISO_8859_1.decode(received.duplicate().flip()).toString();
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return 0;
        }
        String lower = text.substring(0, head + 2).toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        int length = at < 0
                ? 0
                : Integer.parseInt(lower.substring(at + LENGTH.length(), lower.indexOf("\r\n", at))
                        .strip());
        return received.position() >= head + 4 + length ? head + 4 + length : 0;
    }
}

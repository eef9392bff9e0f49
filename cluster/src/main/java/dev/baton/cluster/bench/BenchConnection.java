package dev.baton.cluster.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection to the {@link BenchAgent}: cuts requests out of what arrives, and sends answers. */
final class BenchConnection {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** What is done with a request. */
    interface Handler {
        void handle(BenchConnection connection, String target, @Nullable String idempotencyKey);
    }

    private final SocketChannel channel;
    private final Handler handler;
    private byte[] received = new byte[BUFFER_BYTES];
    private int count;
    private final ByteBuffer reading = ByteBuffer.allocateDirect(BUFFER_BYTES);

    BenchConnection(SocketChannel channel, Handler handler) {
        this.channel = channel;
        this.handler = handler;
    }

    /** Takes what has arrived. @throws IOException if the connection is over */
    void ready(SelectionKey key) throws IOException {
        reading.clear();
        int read = channel.read(reading);
        if (read < 0) {
            throw new IOException("closed");
        }
        reading.flip();
        if (count + read > received.length) {
            if (count + read > REQUEST_BYTES_MAX) {
                throw new IOException("too large");
            }
            received = Arrays.copyOf(received, (count + read) * 2);
        }
        reading.get(received, count, read);
        count += read;
        while (takeRequest()) {
            // there may be a further one
        }
    }

    private boolean takeRequest() {
        int headEnd = indexOf(END_OF_HEAD);
        if (headEnd < 0) {
            return false;
        }
        String head = new String(received, 0, headEnd, StandardCharsets.ISO_8859_1);
        String length = header(head, "content-length");
        int bodyLength = length == null ? 0 : Integer.parseInt(length);
        int end = headEnd + END_OF_HEAD.length + bodyLength;
        if (count < end) {
            return false;
        }
        String target = head.substring(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
        String key = header(head, "idempotency-key");
        System.arraycopy(received, end, received, 0, count - end);
        count -= end;
        handler.handle(this, target, key);
        return count > 0;
    }

    private int indexOf(byte[] wanted) {
        for (int at = 0; at <= count - wanted.length; at++) {
            if (received[at] == wanted[0]
                    && Arrays.equals(received, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static @Nullable String header(String head, String name) {
        for (int line = head.indexOf("\r\n"); line >= 0; line = head.indexOf("\r\n", line + 2)) {
            int from = line + 2;
            if (head.regionMatches(true, from, name, 0, name.length()) && head.charAt(from + name.length()) == ':') {
                int end = head.indexOf("\r\n", from);
                return head.substring(from + name.length() + 1, end < 0 ? head.length() : end)
                        .strip();
            }
        }
        return null;
    }

    /** Answers are small beside the socket's buffer: what does not fit means that nobody reads, and ends it. */
    void send(byte[] answer) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(answer);
            for (int tries = 0; bytes.hasRemaining(); tries++) {
                channel.write(bytes);
                if (tries > 1000) {
                    throw new IOException("nobody reads "
                            + channel.getRemoteAddress().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException gone) {
            try {
                channel.close();
            } catch (IOException closed) {
                // it is gone either way
            }
        }
    }
}

package dev.baton.actors.connector.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What all requests of one method to one URL have in common, encoded once. Immutable.
 *
 * <p>A request is one buffer: room for the head is left, the body is written behind it, and the head, whose length is
 * known only now, is written so that it ends where the body begins.
 */
public final class RequestHead {

    /** Longer requests are not sent. */
    public static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

    /** Enough for most requests without growing. */
    private static final int BODY_BYTES_EXPECTED = 2048;

    private static final String CONTENT_LENGTH = "Content-Length: ";
    private static final String LINE_END = "\r\n";
    private static final int LENGTH_DIGITS_MAX = 10;

    /** What the client itself decides. */
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer");

    private final Destination destination;
    private final byte[] fixed;

    private RequestHead(Destination destination, byte[] fixed) {
        this.destination = destination;
        this.fixed = fixed;
    }

    /**
     * @param headers sent with every request
     * @throws IllegalArgumentException saying what is wrong with the URL or a header
     */
    public static RequestHead post(URI url, Map<String, String> headers) {
        return of("POST", url, headers);
    }

    /** The same for requests that only ask. */
    public static RequestHead get(URI url, Map<String, String> headers) {
        return of("GET", url, headers);
    }

    /** @param method in capitals */
    public static RequestHead of(String method, URI url, Map<String, String> headers) {
        Destination destination = Destination.of(url);
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(target(url))
                .append(" HTTP/1.1")
                .append(LINE_END);
        append(head, "Host", destination.authority());
        headers.forEach((name, value) -> {
            requireAllowed(name, value);
            append(head, name, value);
        });
        return new RequestHead(destination, head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String target(URI url) {
        URI ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private static void requireAllowed(String name, String value) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("holds a header that has no valid name: \"" + name + "\"");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("holds the header " + name + ", which is not for you to set");
        }
        if (!value.chars().allMatch(RequestHead::isPrintable)) {
            throw new IllegalArgumentException("holds the header " + name + " with characters other than ASCII");
        }
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character < 0x7F;
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append(LINE_END);
    }

    public Destination destination() {
        return destination;
    }

    /** Writes the body of a request. */
    @FunctionalInterface
    public interface BodyWriter {
        void write(BodyStream body) throws IOException;
    }

    /**
     * @param more further header lines, each ended by CR LF, of printable ASCII
     * @throws BodyStream.TooLong if the body is
     */
    public Request request(String more, BodyWriter writer) throws IOException {
        int room = fixed.length + more.length() + CONTENT_LENGTH.length() + LENGTH_DIGITS_MAX + 2 * LINE_END.length();
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(room + BODY_BYTES_EXPECTED);
        try {
            buffer.setIndex(room, room);
            writer.write(new BodyStream(buffer, BODY_BYTES_MAX));
            prepend(buffer, room, more);
            return new Request(destination, buffer);
        } catch (Throwable e) {
            buffer.release();
            throw e;
        }
    }

    private void prepend(ByteBuf buffer, int room, String more) {
        int end = buffer.writerIndex();
        String last = CONTENT_LENGTH + (end - room) + LINE_END + LINE_END;
        int start = room - fixed.length - more.length() - last.length();
        buffer.setIndex(start, start);
        buffer.writeBytes(fixed);
        ByteBufUtil.writeAscii(buffer, more);
        ByteBufUtil.writeAscii(buffer, last);
        buffer.writerIndex(end);
    }
}

package dev.baton.actors.connector.client;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How an exchange ended. */
public sealed interface Answer {

    /**
     * The host answered.
     *
     * @param retryAfter the header of this name, as it is
     * @param location the header of this name, as it is
     * @param session the header Mcp-Session-Id, as it is
     * @param challenge the header WWW-Authenticate of a refusal, as it is
     * @param bytes hold the body in the first {@code length}; valid only while the receiver is called
     * @param cut the body was longer; only that of a status of 300 and above is ever cut
     */
    record Received(
            int status,
            @Nullable String retryAfter,
            @Nullable String location,
            @Nullable String session,
            @Nullable String challenge,
            byte[] bytes,
            int length,
            boolean cut)
            implements Answer {

        /** More of an answer with a status of 300 and above is not read. */
        public static final int FAILURE_BYTES_MAX = 4 * 1024;

        public String text() {
            return text(length);
        }

        /** The first bytes of the body. */
        public String text(int count) {
            return new String(bytes, 0, count, StandardCharsets.UTF_8);
        }
    }

    /** The body of a good answer is longer than the caller takes. */
    record TooLarge(int bytesMax) implements Answer {}

    /** What came is not HTTP. */
    record NotHttp(String reason) implements Answer {}

    /** No connection, or it broke before the answer was complete: the host may or may not have seen the request. */
    record Unreachable(String reason, Throwable cause) implements Answer {}

    /** The host could not be trusted: nothing was sent. */
    record Untrusted(String reason) implements Answer {}

    /** The settings allow no connection to the host: nothing was sent. */
    record Forbidden(String reason) implements Answer {}

    /** This client has too much to do: nothing was sent, or a large answer was dropped. */
    record Busy(String reason) implements Answer {}

    record TimedOut() implements Answer {}

    record Cancelled() implements Answer {}
}

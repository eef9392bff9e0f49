package dev.baton.actors.connector.client;

import io.netty.util.AsciiString;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Keep-Alive header by which a host says when it closes idle connections: {@code timeout=5, max=100}. */
final class KeepAlive {

    static final AsciiString HEADER = AsciiString.cached("keep-alive");

    private static final Pattern TIMEOUT = Pattern.compile("\\btimeout=(\\d{1,6})\\b");

    private KeepAlive() {}

    /** {@link Long#MAX_VALUE} if the header does not say. */
    static long seconds(@Nullable String header) {
        if (header == null) {
            return Long.MAX_VALUE;
        }
        Matcher matcher = TIMEOUT.matcher(header);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
    }
}

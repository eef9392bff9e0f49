package dev.baton.actors.connector.client;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where connections go: two URLs with the same destination share them. */
public record Destination(boolean tls, String host, int port) {

    /** Some read a part with a leading zero as octal, some as decimal. */
    private static final Pattern AMBIGUOUS = Pattern.compile("(?=.*\\b0[0-9])[0-9.]+");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @throws IllegalArgumentException saying what is wrong with the URL */
    public static Destination of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            throw new IllegalArgumentException("must start with http:// or https://, not \"" + url + "\"");
        }
        @Nullable String host = url.getHost();
        if (host == null) {
            throw new IllegalArgumentException("must name a host, unlike \"" + url + "\"");
        }
        if (AMBIGUOUS.matcher(host).matches()) {
            throw new IllegalArgumentException("must write its address without leading zeros, unlike " + host);
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must hold no user or password; use a header");
        }
        int port = url.getPort() < 0 ? (tls ? HTTPS_PORT : HTTP_PORT) : url.getPort();
        if (port == 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("must have a port in 1..65535, not " + port);
        }
        return new Destination(tls, host.toLowerCase(Locale.ROOT), port);
    }

    /** As the Host header has it: without the port that the scheme implies. */
    public String authority() {
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? host : host + ":" + port;
    }

    /** The host as a name service and a certificate know it: an IPv6 address without its brackets. */
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

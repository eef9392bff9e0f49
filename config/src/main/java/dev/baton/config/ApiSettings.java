package dev.baton.config;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * The HTTP API: {@code baton.http}.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param publicUrl under which agents reach the API for callbacks; empty for this node's own address
 * @param allowedHosts names in the Host header besides those of loopback
 * @param authorizationServers whose tokens clients of the open protocols are to get; none until authentication is configured
 * @param a2aCardKey reference of the secret that agents' cards are signed with; empty if they are not signed
 * @param bodyBytesMax of one request
 * @param bodyTimeout after which a request's body must have arrived
 * @param connectionsMax open at the same time
 * @param connectionsWaitingMax that the system holds until the server takes them
 * @param waitMax of a long poll
 * @param streamsMax event streams open at the same time
 * @param streamBufferCommitsMax that wait for one slow subscriber
 * @param streamHeartbeat how often an idle event stream sends a comment
 */
public record ApiSettings(
        String host,
        int port,
        String publicUrl,
        List<String> allowedHosts,
        List<String> authorizationServers,
        String a2aCardKey,
        int bodyBytesMax,
        Duration bodyTimeout,
        int connectionsMax,
        int connectionsWaitingMax,
        Duration waitMax,
        int streamsMax,
        int streamBufferCommitsMax,
        Duration streamHeartbeat) {

    private static final int MIB = 1024 * 1024;

    public ApiSettings {
        allowedHosts = List.copyOf(allowedHosts);
        authorizationServers = List.copyOf(authorizationServers);
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static ApiSettings of(Config config) {
        Section http = Section.of(config, "baton.http");
        String host = http.text("host");
        if (!http.flag("allow-unauthenticated-remote")) {
            requireLoopback(host);
        }
        return new ApiSettings(
                host,
                http.between("port", 0, 65_535),
                publicUrl(http),
                http.texts("allowed-hosts"),
                http.texts("authorization-servers"),
                http.textOrEmpty("a2a-card-key"),
                (int) http.bytes("body-max", 1024, 64 * MIB),
                http.positive("body-timeout"),
                http.between("connections-max", 1, 1_000_000),
                http.between("connections-waiting-max", 1, 65_535),
                http.positive("wait-max"),
                http.between("streams-max", 1, 1_000_000),
                http.between("stream-buffer", 1, 100_000),
                http.positive("stream-heartbeat"));
    }

    private static String publicUrl(Section http) {
        String url = http.textOrEmpty("public-url");
        if (url.isEmpty() || url.matches("https?://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?")) {
            return url;
        }
        throw new IllegalArgumentException(
                "baton.http.public-url must be empty, or a URL without a slash at its end such as"
                        + " https://baton.example.org, not " + url);
    }

    private static void requireLoopback(String host) {
        if (!isLoopback(host)) {
            throw new IllegalArgumentException(
                    "baton.http.host must be a loopback address such as 127.0.0.1, not "
                            + host
                            + ": no authentication is configured, and whoever reached the server could do everything."
                            + " Set baton.http.allow-unauthenticated-remote = true only where the network keeps strangers out.");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("baton.http.host must be an address or a known name, not " + host, e);
        }
    }
}

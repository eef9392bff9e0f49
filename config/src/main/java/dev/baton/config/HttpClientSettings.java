package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Calls to agents over HTTP: {@code baton.http-client}.
 *
 * @param threads event loops; 0 for one per four processors
 * @param connectionsMax to one host, for each thread
 * @param callsMax that wait for a connection or an answer
 * @param connectTimeout of a connection, and of its TLS handshake
 * @param idleTimeout after which an unused connection is closed
 * @param answerBytesMax of one answer
 * @param answersMemoryMax bytes of all large answers together while they come in
 * @param http2 whether hosts with TLS are offered to speak HTTP/2
 * @param privateHosts that may be called though their addresses are not public
 */
public record HttpClientSettings(
        int threads,
        int connectionsMax,
        int callsMax,
        Duration connectTimeout,
        Duration idleTimeout,
        int answerBytesMax,
        long answersMemoryMax,
        boolean http2,
        PrivateHosts privateHosts) {

    private static final long MIB = 1024L * 1024;

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static HttpClientSettings of(Config config) {
        Section client = Section.of(config, "baton.http-client");
        return new HttpClientSettings(
                client.between("threads", 0, 256),
                client.between("connections-max", 1, 60_000),
                client.between("calls-max", 1, 10_000_000),
                client.positive("connect-timeout"),
                client.positive("idle-timeout"),
                (int) client.bytes("answer-max", 1024, 512 * MIB),
                client.bytes("answers-memory-max", MIB, Long.MAX_VALUE),
                client.flag("http2"),
                new PrivateHosts(client.texts("private-hosts")));
    }
}

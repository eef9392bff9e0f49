package dev.baton.actors.connector.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.Attempts;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that listens on this machine is reached by a URL, however it is written, unless the settings say so. */
class PrivateHostsCallTest {

    /** What people have smuggled past other guards; PORT is where the listener is. */
    private static final List<String> HOSTILE = List.of(
            "http://127.0.0.1:PORT/",
            "http://127.0.0.1:PORT/../admin",
            "http://127.1:PORT/",
            "http://127.0.1:PORT/",
            "http://127.0.0.2:PORT/",
            "http://127.255.255.254:PORT/",
            "http://2130706433:PORT/",
            "http://0x7f000001:PORT/",
            "http://0x7f.0.0.1:PORT/",
            "http://0x7f.1:PORT/",
            "http://0177.0.0.1:PORT/",
            "http://0177.1:PORT/",
            "http://017700000001:PORT/",
            "http://00000177.0.0.1:PORT/",
            "http://127.0.0.01:PORT/",
            "http://127.0.0.1.:PORT/",
            "http://0:PORT/",
            "http://0.0.0.0:PORT/",
            "http://0.0:PORT/",
            "http://localhost:PORT/",
            "http://LOCALHOST:PORT/",
            "http://LocalHost.:PORT/",
            "http://localhost.localdomain:PORT/",
            "http://ip6-localhost:PORT/",
            "http://ip6-loopback:PORT/",
            "http://a.localhost:PORT/",
            "http://[::1]:PORT/",
            "http://[0:0:0:0:0:0:0:1]:PORT/",
            "http://[0000::1]:PORT/",
            "http://[::]:PORT/",
            "http://[::ffff:127.0.0.1]:PORT/",
            "http://[::ffff:7f00:1]:PORT/",
            "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
            "http://[::127.0.0.1]:PORT/",
            "http://[::ffff:0:127.0.0.1]:PORT/",
            "http://[64:ff9b::127.0.0.1]:PORT/",
            "http://[64:ff9b::7f00:1]:PORT/",
            "http://[64:ff9b:1::7f00:1]:PORT/",
            "http://[2002:7f00:1::]:PORT/",
            "http://[2001:0:7f00:1::]:PORT/",
            "http://[fe80::1]:PORT/",
            "http://[fe80::1%25lo]:PORT/",
            "http://[::1%25lo]:PORT/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://169.254.169.254/latest/meta-data/",
            "http://169.254.169.254./latest/meta-data/",
            "http://2852039166/latest/meta-data/",
            "http://0xa9fea9fe/latest/meta-data/",
            "http://0251.0376.0251.0376/latest/meta-data/",
            "http://[::ffff:169.254.169.254]/latest/meta-data/",
            "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
            "http://[64:ff9b::a9fe:a9fe]/latest/meta-data/",
            "http://100.100.100.200/latest/meta-data/",
            "http://192.0.0.192/opc/v1/instance/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.0.1/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "https://127.0.0.1:PORT/",
            "https://localhost:PORT/",
            "http://user@127.0.0.1:PORT/",
            "http://example.com@127.0.0.1:PORT/",
            "http://127.0.0.1:PORT#@example.com/",
            "http://127.0.0.1:PORT\\@example.com/",
            "http://example.com\\@127.0.0.1:PORT/",
            "http://127.0.0.1 :PORT/",
            "http://127.0.0.1%00.example.com:PORT/",
            "http://127%2e0%2e0%2e1:PORT/",
            "http://\u2460\u2461\u2466.0.0.1:PORT/",
            "http://127\u30020\u30020\u30021:PORT/",
            "http:127.0.0.1:PORT/",
            "http:///127.0.0.1:PORT/",
            "//127.0.0.1:PORT/",
            "file:///etc/passwd",
            "ftp://127.0.0.1:PORT/",
            "gopher://127.0.0.1:PORT/_GET",
            "unix:///var/run/docker.sock",
            "jar:http://127.0.0.1:PORT/a.jar!/",
            "http+unix://%2Fvar%2Frun%2Fdocker.sock/");

    private final AtomicInteger reached = new AtomicInteger();
    private final List<HttpServer> listeners = new ArrayList<>();
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port = listen("127.0.0.1", 0);
        listen("127.0.0.2", port);
        listen("::1", port);
    }

    @AfterEach
    void stop() {
        listeners.forEach(listener -> listener.stop(0));
    }

    private int listen(String address, int at) throws IOException {
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), at), 0);
        listener.createContext("/", exchange -> {
            reached.incrementAndGet();
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        listeners.add(listener);
        return listener.getAddress().getPort();
    }

    private static HttpClientSettings settings(String privateHosts) {
        return HttpClientSettings.of(ConfigFactory.parseString(
                        "baton.http-client { connect-timeout = 2s, private-hosts = [" + privateHosts + "] }")
                .withFallback(ConfigFactory.load()));
    }

    private static Answer call(HttpClient client, String url) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            client.send(
                    RequestHead.post(URI.create(url), Map.of()).request("", body -> {}),
                    Duration.ofSeconds(20),
                    answer::complete);
        } catch (IllegalArgumentException refused) {
            return new Answer.Forbidden(String.valueOf(refused.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Attempts.await(answer);
    }

    @Test
    void noSpellingOfAPrivateAddressIsConnectedTo() {
        assertThat(HOSTILE).hasSizeGreaterThan(60);
        try (HttpClient client = HttpClient.start(settings(""), new SimpleMeterRegistry())) {
            for (String url : HOSTILE) {
                Answer answer = call(client, url.replace("PORT", Integer.toString(port)));
                // A spelling that is not understood has no address: neither is a connection.
                assertThat(answer)
                        .as(url)
                        .isInstanceOfAny(Answer.Forbidden.class, Answer.Unreachable.class)
                        .satisfies(none -> assertThat(none.toString())
                                .doesNotContain("Connection refused", "timed out", "Network is unreachable"));
            }
        }
        assertThat(reached).hasValue(0);
    }

    @Test
    void whatTheSettingsAllowIsConnectedTo() {
        try (HttpClient client = HttpClient.start(settings("loopback"), new SimpleMeterRegistry())) {
            assertThat(call(client, "http://127.0.0.1:" + port)).isInstanceOf(Answer.Received.class);
            assertThat(call(client, "http://[::1]:" + port)).isInstanceOf(Answer.Received.class);
        }
        assertThat(reached).hasValue(2);
    }

    @Test
    void aNameThatChangesItsMeaningGainsNothing() throws UnknownHostException {
        Deque<InetAddress> meanings =
                new ArrayDeque<>(List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getLoopbackAddress()));
        try (HttpClient client = HttpClient.start(settings("\"127.0.0.2/32\""), new SimpleMeterRegistry(), name ->
                new InetAddress[] {meanings.removeFirst()})) {
            assertThat(call(client, "http://agent.example:" + port)).isInstanceOf(Answer.Received.class);
            assertThat(call(client, "http://agent.example:" + port)).isInstanceOf(Answer.Forbidden.class);
        }
        assertThat(reached).hasValue(1);
    }

    @Test
    void ofSeveralAddressesOnlyTheAllowedOnesAreTried() throws UnknownHostException {
        InetAddress[] both = {InetAddress.getLoopbackAddress(), InetAddress.getByName("127.0.0.2")};
        listeners.getLast().stop(0);
        listeners.get(1).stop(0);
        try (HttpClient client =
                HttpClient.start(settings("\"127.0.0.2/32\""), new SimpleMeterRegistry(), name -> both)) {
            assertThat(call(client, "http://agent.example:" + port)).isInstanceOf(Answer.Unreachable.class);
        }
        assertThat(reached).hasValue(0);
    }
}

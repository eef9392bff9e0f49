package dev.baton.actors.connector.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.Attempts;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the JDK's TLS server, with certificates that keytool makes. */
class TlsTest {

    @TempDir
    private Path folder;

    private @Nullable HttpsServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private URI serve(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, Keys.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.setHttpsConfigurator(new HttpsConfigurator(context));
        started.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        started.start();
        server = started;
        return URI.create("https://127.0.0.1:" + started.getAddress().getPort() + "/work");
    }

    /** The answer with its body copied, since that is valid only while the receiver is called. */
    private static String answer(URI url, @Nullable KeyStore trusted, String body) throws IOException {
        HttpClientSettings settings =
                HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                        .withFallback(ConfigFactory.load()));
        try (HttpClient client = HttpClient.start(settings, new SimpleMeterRegistry(), trusted)) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            client.send(
                    RequestHead.post(url, Map.of()).request("", stream -> stream.write(bytes, 0, bytes.length)),
                    Duration.ofSeconds(20),
                    received -> answer.complete(
                            received instanceof Answer.Received good ? good.text() : received.toString()));
            return Attempts.await(answer);
        }
    }

    @Test
    void aTrustedHostIsTalkedToInPrivate() throws Exception {
        KeyStore keys = Keys.make(folder, "ip:127.0.0.1").store();
        URI url = serve(keys);
        assertThat(answer(url, Keys.trusting(keys), "hello")).isEqualTo("hello");
        String large = "x".repeat(1_000_000);
        assertThat(answer(url, Keys.trusting(keys), large)).isEqualTo(large);
    }

    @Test
    void anUnknownCertificateIsNotTrusted() throws Exception {
        assertThat(answer(serve(Keys.make(folder, "ip:127.0.0.1").store()), null, "secret"))
                .startsWith("Untrusted");
    }

    @Test
    void aCertificateOfAnotherHostIsNotTrusted() throws Exception {
        KeyStore keys = Keys.make(folder, "dns:somebody.example").store();
        assertThat(answer(serve(keys), Keys.trusting(keys), "secret")).startsWith("Untrusted");
    }

    @Test
    void aHostThatDoesNotSpeakTlsIsUnreachable() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The client hangs up.
                }
            });
            URI url = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
            assertThat(answer(url, null, "secret")).startsWith("Unreachable");
        }
    }
}

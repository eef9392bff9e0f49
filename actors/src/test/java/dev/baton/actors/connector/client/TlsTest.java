package dev.baton.actors.connector.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.Attempts;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the JDK's TLS server, with certificates that keytool makes. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private @Nullable HttpsServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** A key and its self-signed certificate. @param names such as {@code ip:127.0.0.1} */
    private KeyStore keys(String names) throws Exception {
        Path file = folder.resolve(names.replaceAll("\\W", "-") + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "agent",
                        "-dname",
                        "CN=agent",
                        "-validity",
                        "2",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static KeyStore trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("agent", keys.getCertificate("agent"));
        return trusted;
    }

    private URI serve(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
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
        KeyStore keys = keys("ip:127.0.0.1");
        URI url = serve(keys);
        assertThat(answer(url, trusting(keys), "hello")).isEqualTo("hello");
        String large = "x".repeat(1_000_000);
        assertThat(answer(url, trusting(keys), large)).isEqualTo(large);
    }

    @Test
    void anUnknownCertificateIsNotTrusted() throws Exception {
        assertThat(answer(serve(keys("ip:127.0.0.1")), null, "secret")).startsWith("Untrusted");
    }

    @Test
    void aCertificateOfAnotherHostIsNotTrusted() throws Exception {
        KeyStore keys = keys("dns:somebody.example");
        assertThat(answer(serve(keys), trusting(keys), "secret")).startsWith("Untrusted");
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

package dev.baton.actors.connector.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.NpmFolder;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against node's server of HTTP/2. */
class Http2Test {

    @TempDir
    private static Path folder;

    private static Keys keys;

    private final List<Process> servers = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<HttpClient> clients = new ArrayList<>();

    @BeforeAll
    static void certificate() throws Exception {
        assumeTrue(NpmFolder.isThere("node"), "SKIPPED: node is needed for HTTP/2");
        keys = Keys.make(folder, "ip:127.0.0.1");
    }

    @AfterEach
    void stop() {
        clients.forEach(HttpClient::close);
        servers.forEach(Process::destroyForcibly);
    }

    private String serve(String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("node", "src/test/npm/http2/server.mjs", keys.file().toString(), new String(Keys.PASSWORD)));
        command.addAll(List.of(more));
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        servers.add(server);
        BufferedReader said = server.inputReader();
        return "https://127.0.0.1:" + said.readLine();
    }

    private HttpClient client(String overrides) throws Exception {
        HttpClient client = HttpClient.start(
                HttpClientSettings.of(
                        ConfigFactory.parseString("baton.http-client { private-hosts = [loopback], " + overrides + "}")
                                .withFallback(ConfigFactory.load())),
                meters,
                keys.trusting());
        clients.add(client);
        return client;
    }

    /** The status and the body, or what there was in place of an answer. */
    private static CompletableFuture<String> ask(HttpClient client, String url, int bodyBytes, Duration patience) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        byte[] body = new byte[bodyBytes];
        try {
            client.send(
                    RequestHead.post(URI.create(url), Map.of("X-Team", "legal"))
                            .request("Idempotency-Key: k1\r\n", stream -> stream.write(body, 0, body.length)),
                    patience,
                    received -> answer.complete(
                            received instanceof Answer.Received good
                                    ? good.status() + " " + good.retryAfter() + " " + good.text()
                                    : received.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    private static String ask(HttpClient client, String url) {
        return Attempts.await(ask(client, url, 10, Duration.ofSeconds(20)));
    }

    private static JsonNode count(HttpClient client, String server) {
        return Attempts.json(ask(client, server + "/count").replaceFirst("200 null ", ""));
    }

    @Test
    void aHostThatSpeaksItIsSpokenToInHttp2() throws Exception {
        String server = serve();
        HttpClient client = client("");
        assertThat(ask(client, server + "/work?a=b"))
                .startsWith("200 ")
                .contains("\"version\":\"2.0\"", "\"key\":\"k1\"", "\"length\":10", "\"authority\":\"127.0.0.1:");
        assertThat(Attempts.await(ask(client, server + "/work", 300_000, Duration.ofSeconds(20))))
                .contains("\"length\":300000");
        assertThat(ask(client, server + "/large")).hasSize("200 null ".length() + 700_000);
        assertThat(ask(client, server + "/busy")).isEqualTo("503 7 later");
        assertThat(count(client, server).path("sessions").asInt()).isEqualTo(1);
    }

    @Test
    void itIsNotSpokenIfTheSettingsSaySo() throws Exception {
        assertThat(ask(client("http2 = false"), serve() + "/work")).contains("\"version\":\"1.1\"");
    }

    @Test
    void manyCallsShareAConnectionAndTheHostSaysHowMany() throws Exception {
        String server = serve("10");
        HttpClient client = client("connections-max = 1");
        assertThat(ask(client, server + "/work")).startsWith("200 ");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(ask(client, server + "/work", i, Duration.ofSeconds(20)));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(Attempts.await(answers.get(i))).contains("\"length\":" + i + "}");
        }
        JsonNode counted = count(client, server);
        assertThat(counted.path("sessions").asInt()).isEqualTo(1);
        assertThat(counted.path("most").asInt()).isBetween(2, 10);
        assertThat(meters.get("baton.http.client.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    void aCallThatEndsEarlyEndsItsStreamAlone() throws Exception {
        String server = serve();
        HttpClient client = client("");
        CompletableFuture<String> late = ask(client, server + "/hang", 10, Duration.ofMillis(100));
        assertThat(Attempts.await(late)).startsWith("TimedOut");
        Attempts.until(() -> count(client, server).path("aborted").asInt() == 1);
        assertThat(count(client, server).path("sessions").asInt()).isEqualTo(1);
    }

    @Test
    void aStreamOrAConnectionThatBreaksIsAFaultAndTheNextCallGetsAnother() throws Exception {
        String server = serve();
        HttpClient client = client("");
        assertThat(ask(client, server + "/reset")).startsWith("Unreachable");
        assertThat(ask(client, server + "/die")).startsWith("Unreachable");
        assertThat(ask(client, server + "/work")).startsWith("200 ");
        assertThat(ask(client, server + "/leave")).startsWith("200 ");
        assertThat(ask(client, server + "/work")).startsWith("200 ");
    }

    @Test
    void anAnswerThatIsTooLongIsCutOffAndUnusedConnectionsAreClosed() throws Exception {
        String server = serve();
        HttpClient client = client("answer-max = 100KiB, idle-timeout = 300ms");
        assertThat(ask(client, server + "/large")).startsWith("TooLarge");
        assertThat(ask(client, server + "/work")).startsWith("200 ");
        Attempts.until(() -> meters.get("baton.http.client.connections").gauge().value() == 0);
    }
}

package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever looks at the books can find a run that stands still. */
final class AftermathTest {

    private static final String RUN = "run-00001";
    private static final String ABSENT = "{\"status\": 404, \"code\": \"run-not-found\"}";

    private final Ledger ledger = new Ledger(1);
    private final AtomicInteger looks = new AtomicInteger();
    private RecordingAgent agent;
    private HttpServer server;
    private Api api;

    /** The run, by how often it was looked at. */
    private volatile IntFunction<String> shown = look -> ABSENT;

    @BeforeEach
    void start() throws IOException {
        agent = new RecordingAgent(call -> {});
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/runs", exchange -> {
            String run = shown.apply(looks.incrementAndGet());
            boolean list = exchange.getRequestURI().getPath().equals("/v1/runs");
            String answer = list ? "{\"runs\": [" + (run.equals(ABSENT) ? "" : run) + "]}" : run;
            exchange.sendResponseHeaders(list || !run.equals(ABSENT) ? 200 : 404, 0);
            exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        api = new Api("http://127.0.0.1:" + server.getAddress().getPort());
        ledger.started().put(RUN, new Ledger.Started(1, "text"));
    }

    @AfterEach
    void stop() {
        api.close();
        server.stop(0);
        agent.close();
    }

    private static String run(String status, String waitsFor) {
        return "{\"id\": \"%s\", \"status\": \"%s\", \"waitsFor\": [%s]}".formatted(RUN, status, waitsFor);
    }

    private Aftermath within(Duration deadline) {
        return new Aftermath(api, ledger, agent, deadline);
    }

    private void standsStill() {
        assertThatThrownBy(() -> within(Duration.ofMillis(150)).await())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 accepted runs have neither ended nor named")
                .hasMessageContaining(RUN);
    }

    @Test
    void aRunThatOnlyRunsStandsStill() {
        shown = look -> run("running", "");
        standsStill();
    }

    @Test
    void aRunThatIsNotThereStandsStill() {
        standsStill();
    }

    @Test
    void aRunThatWaitsForWhatItWasGivenStandsStill() {
        shown = look -> run("waiting", "{\"kind\": \"signal\", \"signal\": \"go\"}");
        ledger.signalled().add(RUN);
        standsStill();
        shown = look -> run("waiting", "{\"kind\": \"approval\", \"id\": \"a\"}");
        ledger.approved().put("a", RUN);
        standsStill();
        shown = look -> run("waiting", "{\"kind\": \"agent\", \"id\": \"b\"}");
        agent.acknowledgedCallbacks().put("b", 1L);
        standsStill();
        shown = look -> run("waiting", "{\"kind\": \"time\", \"until\": \"2026-01-01T00:00:00Z\"}");
        standsStill();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\": \"signal\", \"signal\": \"go\"}",
                "{\"kind\": \"approval\", \"id\": \"a\"}",
                "{\"kind\": \"agent\", \"id\": \"b\"}",
                "{\"kind\": \"time\", \"until\": \"2999-01-01T00:00:00Z\"}"
            })
    void aRunMayNameWhatItWaitsFor(String wait) {
        shown = look -> run("waiting", wait);

        within(Duration.ZERO).await();

        assertThat(looks).as("the list is enough").hasValue(1);
    }

    @Test
    void aRunThatGoesOnInTimeIsWaitedFor() {
        shown = look -> run(look < 4 ? "running" : "completed", "");

        assertThat(within(Duration.ofMinutes(1)).await()).isPositive();

        assertThat(looks).hasValue(4);
    }
}

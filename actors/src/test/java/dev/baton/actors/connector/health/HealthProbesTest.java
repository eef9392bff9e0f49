package dev.baton.actors.connector.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.health.AgentHealth.State;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that are asked over real HTTP. */
class HealthProbesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient client = HttpClient.start(
            HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                    .withFallback(ConfigFactory.load())),
            meters);
    private final Circuits circuits = new Circuits(new Nobody(), meters, InstantSource.system());
    private volatile int status = 503;
    private HttpServer server;
    private HealthProbes probes;

    private static final class Nobody implements Catalog {

        @Override
        public Optional<AgentDefinition> agent(String tenant, String name) {
            return Optional.empty();
        }

        @Override
        public KnownWorkflows known(String tenant) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
            throw new AssertionError("not asked for");
        }

        @Override
        public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
            throw new AssertionError("not asked for");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        AgentDefinition agent = Attempts.agent(
                "a",
                "{connector: {http: {url: 'http://127.0.0.1:"
                        + server.getAddress().getPort()
                        + "/work'}}, health: {path: /health, every: PT0.1S}, circuit: {pause: PT1H, pauseMax: PT1H}}");
        HealthProbes.Directory directory = each -> each.accept("default", agent);
        probes = HealthProbes.start(directory, client, circuits, InstantSource.system());
    }

    @AfterEach
    void stop() {
        probes.close();
        server.stop(0);
        client.close();
    }

    @Test
    void anAgentThatSaysItIsUnwellIsLeftAloneUntilItSaysThatItIsWell() {
        await(State.OPEN);
        assertThat(circuits.health("default", "a").lastError())
                .contains("/health")
                .contains("503");
        assertThat(meters.get("baton.agents.circuits.open").gauge().value()).isEqualTo(1);

        status = 204;
        await(State.HALF_OPEN);
    }

    private void await(State state) {
        Attempts.until(() -> circuits.health("default", "a").state() == state);
    }
}

package dev.baton.actors.connector.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.MemorySettings;
import dev.baton.actors.connector.RawPeer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secret;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Optional;

/** A connector with a client of its own. */
final class HttpFixture implements AutoCloseable {

    /** What {@code secret://token} names. */
    static final String TOKEN = "s3cret";

    static final String PUBLIC_URL = "http://baton.example:8080";

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Callbacks callbacks = Attempts.await(Callbacks.load(new MemorySettings(), () -> PUBLIC_URL));
    final HttpClient client;
    final HttpConnector connector;

    HttpFixture() {
        this("");
    }

    /** @param overrides of {@code baton.http-client} */
    HttpFixture(String overrides) {
        Config config = ConfigFactory.parseString("baton.http-client { private-hosts = [loopback], " + overrides + "}")
                .withFallback(ConfigFactory.load());
        client = HttpClient.start(HttpClientSettings.of(config), meters);
        connector = new HttpConnector(
                client,
                callbacks,
                reference -> reference.name().equals("token") ? Optional.of(Secret.of(TOKEN)) : Optional.empty(),
                InstantSource.system());
    }

    AgentConnector.Call call(RawPeer peer) {
        return connector.call(Attempts.of(Attempts.httpAgent(peer.url())));
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Override
    public void close() {
        client.close();
    }
}

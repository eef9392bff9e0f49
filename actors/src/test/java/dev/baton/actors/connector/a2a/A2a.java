package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.MemorySettings;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connector with a client of its own, and one secret. */
final class A2a implements AutoCloseable {

    static final String TOKEN = "s3cret";

    private final HttpClient client = HttpClient.start(
            HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                    .withFallback(ConfigFactory.load())),
            new SimpleMeterRegistry());
    final Callbacks callbacks = Attempts.await(Callbacks.load(new MemorySettings(), () -> "https://baton.example"));
    final Nudges nudges = new Nudges();
    final AgentConnector connector = A2aConnector.over(
            new AgentLine(
                    client,
                    reference -> reference.name().equals("token") ? Optional.of(Secret.of(TOKEN)) : Optional.empty(),
                    InstantSource.system()),
            callbacks,
            nudges);

    static AttemptRequest request(String url, String says) {
        return request(url, says, ", onInput: clerk");
    }

    /** @param more settings of the connector */
    static AttemptRequest request(String url, String says, String more) {
        return Attempts.of(
                Attempts.agent("remote", "{connector: {a2a: {url: '" + url + "'" + more + "}}}"),
                TextNode.valueOf(says));
    }

    /** The same attempt after one more turn, as the run has recorded it. */
    static AttemptRequest after(AttemptRequest before, AttemptResult.Progressed turn, AgentTurn.Result... results) {
        List<AgentTurn.Past> turns = new ArrayList<>(before.turns());
        turns.add(new AgentTurn.Past(turn.record(), List.of(results)));
        return before.with(turns);
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentCalls;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Connectors;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.Recording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The connector with a client of its own, a few agents that can be called, and one secret. */
final class Llm implements AutoCloseable {

    static final String KEY = "sk-very-secret-0123456789";
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final HttpClient client = client(meters());
    private final Map<String, AgentDefinition> agents = new ConcurrentHashMap<>();
    final LlmConnector connector;
    final AgentCalls calls;

    Llm() {
        this(PriceTable.NONE);
    }

    Llm(PriceTable prices) {
        this(prices, Recording.JOURNAL);
    }

    Llm(PriceTable prices, Recording recording) {
        this(prices, new RecordingRule(recording, () -> true));
    }

    Llm(PriceTable prices, RecordingRule recording) {
        connector = new LlmConnector(
                client,
                new Known(),
                reference -> reference.name().equals("openai") ? Optional.of(Secret.of(KEY)) : Optional.empty(),
                prices,
                recording,
                InstantSource.system(),
                PAUSE);
        calls = new AgentCalls(
                new Connectors(List.of(connector), List.of()),
                new AgentLimiter(meters()),
                new Circuits(new Known(), meters(), InstantSource.system()),
                InstantSource.system());
        register(
                "search",
                "{mandate: Finds things., connector: {queue: {queue: q}}, input: {type: object,"
                        + " required: [what], properties: {what: {type: string}}}}");
    }

    private static HttpClient client(SimpleMeterRegistry meters) {
        return HttpClient.start(
                HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                        .withFallback(ConfigFactory.load())),
                meters);
    }

    private static SimpleMeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    void register(String name, String spec) {
        agents.put(name, Attempts.agent(name, spec));
    }

    static PriceTable prices(String json) {
        try {
            return PriceTable.parse(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @param more settings of the connector, and, behind a '|', of the agent */
    static AgentDefinition agent(String api, String url, String more) {
        String[] parts = more.split("\\|", -1);
        return Attempts.agent(
                "writer",
                "{connector: {llm: {models: [{api: " + api + ", model: m-1, url: '" + url
                        + "', key: 'secret://openai'}]"
                        + (parts[0].isBlank() ? "" : ", " + parts[0]) + "}}"
                        + (parts.length > 1 ? ", " + parts[1] : "") + "}");
    }

    AttemptResult.Progressed turn(AttemptRequest request) {
        AttemptResult result = Attempts.result(calls.call(request, null));
        if (result instanceof AttemptResult.Progressed progressed) {
            return progressed;
        }
        throw new AssertionError("no turn: " + result);
    }

    AttemptResult.Failed failure(AttemptRequest request) {
        return Attempts.failed(call(request));
    }

    AgentConnector.Call call(AttemptRequest request) {
        return calls.call(request, null);
    }

    /** The same attempt after one more turn. */
    static AttemptRequest after(AttemptRequest before, AttemptResult.Progressed turn, AgentTurn.Result... results) {
        List<AgentTurn.Past> turns = new ArrayList<>(before.turns());
        turns.add(new AgentTurn.Past(turn.record(), turn.contents(), List.of(results)));
        return before.with(turns);
    }

    static AttemptRequest request(AgentDefinition agent) {
        return Attempts.of(agent, TextNode.valueOf("What is new?"));
    }

    static JsonNode json(String text) {
        return Attempts.json(text.replace('\'', '"'));
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Known implements Catalog {
        @Override
        public Optional<AgentDefinition> agent(String tenant, String name) {
            return Optional.ofNullable(agents.get(name));
        }

        @Override
        public KnownWorkflows known(String tenant) {
            return (name, version) ->
                    name.equals("refund") ? Optional.of(new KnownWorkflows.Known(2, "digest", null)) : Optional.empty();
        }

        @Override
        public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    }
}

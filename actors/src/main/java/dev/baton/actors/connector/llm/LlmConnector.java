package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.AttemptScope;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.config.Recording;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Has a language model take one turn of an attempt. All that the model reads is made of what the run has recorded, so
 * that it does not matter which node takes the turn, or whether one before it has crashed.
 */
public final class LlmConnector implements AgentConnector {

    public static final String KIND = "llm";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** An upgrade takes minutes. */
    private static final Duration OLDER_NODES_PAUSE = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final PriceTable prices;
    private final RecordingRule recording;
    private final ModelTurn.Means means;
    private final PerAgent<LlmAgent> agents = new PerAgent<>(LlmAgent::of);

    /** @param client belongs to the caller, who closes it */
    public LlmConnector(
            HttpClient client,
            Catalog catalog,
            Secrets secrets,
            PriceTable prices,
            RecordingRule recording,
            InstantSource clock) {
        this(client, catalog, secrets, prices, recording, clock, PAUSE);
    }

    /** @param pause before models that did not answer are asked again */
    LlmConnector(
            HttpClient client,
            Catalog catalog,
            Secrets secrets,
            PriceTable prices,
            RecordingRule recording,
            InstantSource clock,
            Duration pause) {
        this.catalog = catalog;
        this.prices = prices;
        this.recording = recording;
        this.means = new ModelTurn.Means(client, secrets, clock, pause);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        LlmAgent agent = agents.of(request.agent());
        ToolBox tools;
        try {
            tools = ToolBox.of(request, agent, catalog);
        } catch (ToolBox.Missing e) {
            return SettledCall.failed(
                    ErrorKind.REJECTED, "agent " + request.agent().name() + ": " + e.getMessage());
        } catch (UnreadableDefinition newer) {
            return SettledCall.failed(
                    ErrorKind.UNAVAILABLE, "a tool of agent " + request.agent().name() + ": " + newer.getMessage());
        }
        if (request.turns().stream().anyMatch(TurnRecord::isGone)) {
            return SettledCall.failed(
                    ErrorKind.BUG,
                    "agent " + request.agent().name() + " cannot go on: what its model said before is no longer in"
                            + " the store; a retry of the step begins a new conversation");
        }
        Optional<Recording> recorded = recording.of(agent);
        if (recorded.isEmpty()) {
            return SettledCall.of(unrecordable(request));
        }
        Evaluation prompt = prompt(request, agent);
        if (prompt instanceof Evaluation.Failed failed) {
            return SettledCall.failed(
                    ErrorKind.BUG, "the prompt of agent " + request.agent().name() + ": " + failed.message());
        }
        Conversation conversation = ContextWindow.fit(
                new Conversation(
                        agent.instructions(),
                        text(((Evaluation.Value) prompt).json()),
                        request.turns().stream().map(TurnRecord::exchange).toList()),
                agent.contextTokensMax());
        JsonNode output = request.agent().output() == null
                ? null
                : request.agent().output().schema();
        Verdict verdict = new Verdict(request, agent, tools, conversation, recorded.get());
        return new ModelTurn(
                        request,
                        agent,
                        endpoint -> new ModelRequest(endpoint, conversation, tools.offered(), output, agent.options()),
                        (said, reached) -> verdict.on(said, reached, prices),
                        means)
                .begin();
    }

    /** Nothing is asked of a model whose answer could not be written. */
    private static AttemptResult.Failed unrecordable(AttemptRequest request) {
        return new AttemptResult.Failed(
                RunError.of(
                        ErrorKind.UNAVAILABLE,
                        "agent " + request.agent().name()
                                + " records its contents for nobody to see (contents: none), and"
                                + " there are nodes of an older version that cannot: upgrade them"),
                OLDER_NODES_PAUSE);
    }

    private static Evaluation prompt(AttemptRequest request, LlmAgent agent) {
        return agent.prompt() == null
                ? new Evaluation.Value(request.input().json())
                : agent.prompt().evaluate(new AttemptScope(request));
    }

    private static String text(JsonNode json) {
        return json instanceof TextNode text ? text.textValue() : json.toString();
    }
}

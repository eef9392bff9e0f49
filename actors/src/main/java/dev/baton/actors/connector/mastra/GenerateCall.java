package dev.baton.actors.connector.mastra;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;

/** One request to an agent, which answers it when it is done. */
final class GenerateCall {

    private final MastraAgent agent;
    private final MastraApi api;
    private final WatchedWork work;

    GenerateCall(AttemptRequest request, MastraAgent agent, AgentLine line) {
        this.agent = agent;
        this.api = new MastraApi(agent, WatchedWork.id(request, ""));
        this.work = new WatchedWork(request, line, agent.access());
    }

    /** The server stops an agent whose caller has hung up: there is nothing else to call off. */
    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::generate, ignored -> generate(), () -> null);
    }

    private void generate() {
        work.input(agent.input()).ifPresent(given -> work.work(api.generate(given), work::failFirst, this::answered));
    }

    private void answered(JsonNode answer) {
        JsonNode output = answer.at(agent.output());
        if (output.isMissingNode()) {
            work.fail(ErrorKind.INVALID_OUTPUT, work.name() + " gave an answer without " + agent.output());
        } else {
            work.succeed(output, usage(answer.has("totalUsage") ? answer.get("totalUsage") : answer.path("usage")));
        }
    }

    private static Usage usage(JsonNode tokens) {
        return new Usage(
                tokens.path("inputTokens").asLong(),
                tokens.path("outputTokens").asLong(),
                0,
                tokens.path("cachedInputTokens").asLong(),
                tokens.path("reasoningTokens").asLong());
    }
}

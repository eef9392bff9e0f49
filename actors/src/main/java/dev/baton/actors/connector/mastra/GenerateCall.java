package dev.baton.actors.connector.mastra;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.util.concurrent.CompletionStage;

/** One request to an agent, which answers it when it is done. */
final class GenerateCall implements AgentConnector.Call {

    private final MastraAgent agent;
    private final MastraApi api;
    private final WatchedWork work;

    GenerateCall(AttemptRequest request, MastraAgent agent, AgentLine line) {
        this.agent = agent;
        this.api = new MastraApi(agent, WatchedWork.id(request, ""));
        this.work = new WatchedWork(request, line, agent.access());
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return work.result();
    }

    /** The server stops an agent whose caller has hung up. */
    @Override
    public void cancel() {
        work.cancel(null);
    }

    @Override
    public void leave() {
        work.leave();
    }

    GenerateCall begin() {
        work.guarded(() -> work.input(agent.input())
                .ifPresent(given -> work.work(api.generate(given), work::failFirst, this::answered)));
        return this;
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

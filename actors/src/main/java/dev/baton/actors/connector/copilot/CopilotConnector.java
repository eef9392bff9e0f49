package dev.baton.actors.connector.copilot;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/** Has agents of Copilot Studio do attempts: each is a conversation, which is a turn, so that after a crash it goes on. */
public final class CopilotConnector implements AgentConnector {

    public static final String KIND = "copilot-studio";

    private final AgentLine line;
    private final Tokens tokens;
    private final PerAgent<CopilotAgent> agents = new PerAgent<>(CopilotAgent::of);

    /** @param client belongs to the caller, who closes it */
    public CopilotConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
        this.tokens = new Tokens(clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new CopilotCall(request, agents.of(request.agent()), line, tokens).begin();
    }
}

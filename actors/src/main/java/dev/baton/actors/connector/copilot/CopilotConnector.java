package dev.baton.actors.connector.copilot;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/** Has agents of Copilot Studio do attempts: each is a conversation, which is a turn, so that after a crash it goes on. */
public final class CopilotConnector {

    private CopilotConnector() {}

    public static AgentConnector over(AgentLine line) {
        Tokens tokens = new Tokens(line.clock());
        return new ServerConnector<>(
                "copilot-studio",
                CopilotAgent::of,
                (request, agent) -> new CopilotCall(request, agent, line, tokens).begin());
    }
}

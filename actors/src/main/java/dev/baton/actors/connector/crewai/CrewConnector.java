package dev.baton.actors.connector.crewai;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/** Has crews on CrewAI AMP do attempts: each is an execution, whose id is a turn, so that none is begun again after a crash. */
public final class CrewConnector {

    private CrewConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "crewai", CrewAgent::of, (request, agent) -> new CrewCall(request, agent, line).begin());
    }
}

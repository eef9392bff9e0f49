package dev.baton.actors.connector.crewai;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/** Has crews on CrewAI AMP do attempts: each is an execution, whose id is a turn, so that none is begun again after a crash. */
public final class CrewConnector implements AgentConnector {

    public static final String KIND = "crewai";

    private final AgentLine line;
    private final PerAgent<CrewAgent> agents = new PerAgent<>(CrewAgent::of);

    /** @param client belongs to the caller, who closes it */
    public CrewConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new CrewCall(request, agents.of(request.agent()), line).begin();
    }
}

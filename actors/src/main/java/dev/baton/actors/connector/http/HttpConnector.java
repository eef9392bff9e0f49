package dev.baton.actors.connector.http;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.oauth.ClientTokens;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.ErrorKind;
import java.time.InstantSource;

/**
 * Sends an attempt to an agent in one request, in the plain contract or in a form of the agent's own. The agent answers
 * with its output, or answers later by callback, or is asked until it is done: what it said at first is a turn of the
 * attempt then, so that after a crash nothing is begun again.
 */
public final class HttpConnector implements AgentConnector {

    public static final String KIND = "http";

    private final Sender sender;
    private final Secrets secrets;
    private final PerAgent<HttpAgent> agents = new PerAgent<>(HttpAgent::of);

    /** @param client belongs to the caller, who closes it */
    public HttpConnector(HttpClient client, Callbacks callbacks, Secrets secrets, InstantSource clock) {
        this.sender = new Sender(client, callbacks, new ClientTokens(client, secrets, clock), clock);
        this.secrets = secrets;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return switch (agents.of(request.agent())) {
            case HttpAgent.Misconfigured misconfigured -> SettledCall.failed(ErrorKind.BUG, misconfigured.problem());
            case HttpAgent.Reachable reachable -> begin(request, reachable);
        };
    }

    private Call begin(AttemptRequest request, HttpAgent.Reachable agent) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        Events events = agent.events();
        return events == null
                ? new HttpCall(request, agent, sender, revealed).begin()
                : new StreamCall(request, agent, events, sender, revealed).begin();
    }
}

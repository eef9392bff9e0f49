package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.net.URI;
import java.util.List;

/** What one turn comes to: an output, a refusal, or something that somebody else has to do first. */
final class Outcome {

    /** A server that asks more than this gets nowhere. */
    static final int TURNS_MAX = 100;

    /** Of one attempt: whoever was asked more often to allow something will not. */
    private static final int INVITATIONS_MAX = 3;

    /** In the record of a turn in which somebody was to allow something. */
    private static final String INVITED = "invited";

    private static final int INTERNAL_ERROR = -32603;

    private final Talk talk;
    private final McpAgent agent;
    private final Servers servers;

    Outcome(Talk talk, Servers servers) {
        this.talk = talk;
        this.agent = talk.agent();
        this.servers = servers;
    }

    /** Whoever is asked opens the address, and answers when it is done; then all that was refused is tried again. */
    void invited(URI url) {
        List<AgentTurn.Past> turns = talk.request().turns();
        long before = turns.stream().filter(Outcome::isInvitation).count();
        if (!turns.isEmpty()
                && isInvitation(turns.getLast())
                && turns.getLast().results().getFirst().output() == null) {
            talk.fail(ErrorKind.REJECTED, "it was not allowed to use " + agent.url());
        } else if (agent.onInput() == null || before >= INVITATIONS_MAX) {
            talk.fail(
                    ErrorKind.REJECTED,
                    "somebody has to allow it first, at " + url
                            + (agent.onInput() == null ? " (connector.mcp.onInput names who is asked to)" : ""));
        } else {
            ObjectNode record = JsonNodeFactory.instance.objectNode().put(INVITED, true);
            talk.progress(
                    new Payload(record),
                    new Next.Calls(List.of(new AttemptResult.Call(
                            Callee.agent(agent.onInput()), Elicitations.invitation(url, agent, talk.request())))));
        }
    }

    static boolean isInvitation(AgentTurn.Past turn) {
        return turn.record().json().has(INVITED);
    }

    void refused(JsonNode error) {
        servers.forget(agent);
        int code = error.path("code").asInt();
        talk.fail(
                code == INTERNAL_ERROR ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                "it refused: " + error.path("message").asText("no reason") + " (" + code + ")");
    }

    void complete(JsonNode result) throws Unusable {
        JsonNode output = Contents.output(result);
        if (result.path("isError").asBoolean()) {
            talk.fail(ErrorKind.REJECTED, "the tool failed: " + Contents.shown(output));
        } else {
            talk.result().complete(new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null));
        }
    }

    void asks(JsonNode requests, Payload record) {
        String problem = Elicitations.problem(requests);
        if (agent.onInput() == null || problem != null) {
            talk.fail(
                    ErrorKind.REJECTED,
                    problem == null
                            ? "it asks: " + Elicitations.shown(requests)
                                    + " (connector.mcp.onInput names an agent or a person who answers)"
                            : problem);
            return;
        }
        if (talk.number() >= TURNS_MAX) {
            talk.fail(ErrorKind.BUDGET, "it asks again after " + talk.number() + " turns");
            return;
        }
        Callee person = Callee.agent(agent.onInput());
        talk.progress(
                record,
                new Next.Calls(Elicitations.questions(requests, talk.request()).stream()
                        .map(question -> new AttemptResult.Call(person, question))
                        .toList()));
    }
}

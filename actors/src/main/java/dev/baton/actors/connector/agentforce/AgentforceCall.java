package dev.baton.actors.connector.agentforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a session is made, and in the next turns the agent is told something in it. The record of a turn is {@code
 * {session}}.
 *
 * <p>The API cannot be asked what became of a message. After a crash the same one goes into the same session under the same
 * number, once the agent is done with whatever it is doing (423).
 */
final class AgentforceCall {

    /** Of one attempt: a session that is lost so often is not to be had. */
    static final int SESSIONS_MAX = 5;

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int LOCKED = 423;

    private final AttemptRequest request;
    private final AgentforceAgent agent;
    private final WatchedWork work;
    private final String name;
    private volatile @Nullable String session;

    AgentforceCall(AttemptRequest request, AgentforceAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.work = new WatchedWork(request, line, agent.access());
        this.name = work.name();
    }

    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::makeSession, this::goOn, this::endSession);
    }

    private @Nullable Wire endSession() {
        String open = session;
        return open == null ? null : agent.endSession(open);
    }

    private void makeSession() {
        work.ask(agent.makeSession(WatchedWork.id(request, "/" + work.turn())), work::failFirst, made -> {
            JsonNode id = made.path("sessionId");
            if (id.isTextual()) {
                session = id.textValue();
                work.progressed(record(id.textValue()));
            } else {
                work.fail(ErrorKind.INVALID_OUTPUT, name + " made a session without a sessionId");
            }
        });
    }

    private static ObjectNode record(String session) {
        return JsonNodeFactory.instance.objectNode().put("session", session);
    }

    private void goOn(AgentTurn.Past past) {
        String open = past.record().json().path("session").asText();
        session = open;
        Optional<JsonNode> said =
                past.results().isEmpty() ? work.input(agent.message()) : work.answer(past, agent.onQuestion());
        said.ifPresent(what -> tell(
                open,
                what.isTextual() ? what.textValue() : what.toString(),
                !past.results().isEmpty()));
    }

    /** @param answering whether this answers a question: what was said before is lost with the session then */
    private void tell(String open, String text, boolean answering) {
        Said said = new Said();
        work.events(
                agent.tell(open, work.turn() - 1, text, request.attempt() + "-" + work.turn()),
                event -> heard(said, event),
                nothing -> refused(open, text, answering, nothing),
                answer -> {
                    answer.path("messages").forEach(said::take);
                    if (answer.isNull() && !said.ended()) {
                        work.fail(ErrorKind.UNAVAILABLE, name + ": its stream ended before its turn did");
                    } else {
                        judge(open, said);
                    }
                });
    }

    private void heard(Said said, ServerSentEvents.Event event) {
        JsonNode message = Said.message(event.data());
        if (message == null) {
            return;
        }
        said.take(message);
        if (message.path("type").asText().equals("TextChunk")) {
            work.voice()
                    .says(
                            message.path("id").asText("turn-" + work.turn()),
                            message.path("message").asText());
        }
    }

    private void refused(String open, String text, boolean answering, Heard.Nothing nothing) {
        if (nothing.status() == LOCKED) {
            work.later(() -> tell(open, text, answering));
        } else if (nothing.status() != NOT_FOUND && nothing.status() != GONE) {
            work.failFirst(nothing);
        } else if (answering) {
            work.fail(ErrorKind.UNAVAILABLE, name + " has ended the session before its question was answered");
        } else if (work.turn() > SESSIONS_MAX) {
            work.fail(ErrorKind.UNAVAILABLE, name + " has lost " + SESSIONS_MAX + " sessions");
        } else {
            makeSession();
        }
    }

    private void judge(String open, Said said) {
        String question = said.question();
        if (question != null && agent.onQuestion() != null && said.failure() == null) {
            if (work.asks(record(open), agent.onQuestion(), TextNode.valueOf(question))) {
                return;
            }
        } else if (said.failure() != null) {
            work.fail(ErrorKind.UNAVAILABLE, name + " failed: " + said.failure());
        } else if (question != null) {
            work.fail(
                    ErrorKind.REJECTED,
                    name + " asks: " + question
                            + " (connector.agentforce.onQuestion names an agent or a person who answers)");
        } else if (said.escalated()) {
            work.fail(ErrorKind.REJECTED, name + " wants a person of its organization to take over");
        } else if (said.isEmpty()) {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " ended its turn without an answer");
        } else {
            work.succeed(TextNode.valueOf(said.text()), Usage.NONE);
        }
        work.tell(agent.endSession(open));
    }
}

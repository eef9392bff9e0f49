package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool whose server asks while it is under way, as servers with sessions do. It stays open from one turn of the
 * attempt to the next, as long as this node lives; who listens to it changes with the turn.
 */
final class OpenCall {

    /** A server that has more questions at once gets no answers to the others. */
    private static final int QUESTIONS_MAX = 20;

    private final Talk carrier;
    private final Server server;
    private final Deque<JsonNode> questions = new ArrayDeque<>();
    private int callId;
    private @Nullable Heard end;
    private @Nullable Listener listener;
    private Runnable ended = () -> {};

    /** Hears the next question, or the end. */
    interface Listener {

        void asked(JsonNode question);

        void ended(Heard heard);
    }

    /** @param carrier whose requests these are */
    OpenCall(Talk carrier, Server server) {
        this.carrier = carrier;
        this.server = server;
    }

    /**
     * Some servers ask in the answer to the call, some in a stream of their own, which must be there before.
     *
     * @param call of the tool
     * @param id of that request
     */
    void begin(AgentLine.Wire call, int id) {
        callId = id;
        if (server.session() == null) {
            carrier.call(call, this::ended, this::asked);
            return;
        }
        carrier.follow(server.ears(carrier.agent()), this::asked);
        // Whoever answers this has heard of the stream.
        carrier.ask(server.ping(carrier.agent(), id), ignored -> carrier.call(call, this::ended, this::asked));
    }

    int callId() {
        return callId;
    }

    Server server() {
        return server;
    }

    /** @param next gets one question, or the end, and is then nobody any more */
    void listen(Listener next) {
        JsonNode question;
        Heard over;
        synchronized (this) {
            question = questions.poll();
            over = end;
            if (question == null && over == null) {
                listener = next;
                return;
            }
        }
        if (question != null) {
            next.asked(question);
        } else if (over != null) {
            next.ended(over);
        }
    }

    private void asked(JsonNode question) {
        Listener now;
        synchronized (this) {
            now = listener;
            listener = null;
            if (now == null && questions.size() < QUESTIONS_MAX) {
                questions.add(question);
            }
        }
        if (now != null) {
            now.asked(question);
        }
    }

    private void ended(Heard heard) {
        Listener now;
        Runnable then;
        synchronized (this) {
            now = listener;
            listener = null;
            end = heard;
            then = ended;
        }
        carrier.deaf();
        then.run();
        if (now != null) {
            now.ended(heard);
        }
    }

    /** @param then done at the end of the call; never if it has ended */
    synchronized boolean whenEnded(Runnable then) {
        ended = then;
        return end == null;
    }

    /** @param response to one of its questions */
    void answer(JsonNode id, ObjectNode response) {
        carrier.tell(server.response(carrier.agent(), id, response));
    }

    void refuse(JsonNode id, String method) {
        carrier.tell(server.refusal(carrier.agent(), id, method));
    }

    void leave() {
        carrier.deaf();
        carrier.leave();
    }
}

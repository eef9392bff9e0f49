package dev.baton.actors.connector.copilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a conversation is made, and in the next turns the agent is told something in it, unless it was told before,
 * and its answer is awaited. The record of a turn is {@code {conversation, place?}}, the last of which the agent is to be told behind.
 *
 * <p>No message says that it is the last one. An answer is complete when the agent ends the conversation, asks, or has said nothing
 * more for a while.
 */
final class CopilotCall {

    /** Of one attempt: a conversation that is lost so often is not to be had. */
    static final int CONVERSATIONS_MAX = 5;

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int BAD_GATEWAY = 502;

    private final AttemptRequest request;
    private final CopilotAgent agent;
    private final WatchedWork work;
    private final Tokens tokens;
    private final InstantSource clock;
    private final String name;
    private volatile @Nullable String conversation;
    private volatile Tokens.@Nullable Token token;
    private Instant changed;
    private int seen;

    CopilotCall(AttemptRequest request, CopilotAgent agent, AgentLine line, Tokens tokens) {
        this.request = request;
        this.agent = agent;
        this.tokens = tokens;
        this.clock = line.clock();
        this.changed = clock.instant();
        this.work = new WatchedWork(
                request,
                line,
                agent.tokenUrl() == null
                        ? agent.access()
                        : new AgentLine.Access(agent.access().headers(), null, null, this::authorize));
        this.name = work.name();
    }

    private void authorize(
            String method, URI url, Map<String, String> headers, byte[] body, Instant now, RevealedSecrets secrets) {
        Tokens.Token own = token;
        if (own != null) {
            secrets.knows(own.value());
            headers.put("Authorization", "Bearer " + own.value().reveal());
        }
    }

    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::open, this::goOn, this::endConversation);
    }

    private @Nullable Wire endConversation() {
        String open = conversation;
        return open == null ? null : agent.end(open);
    }

    private void open() {
        if (agent.tokenUrl() == null) {
            makeConversation();
            return;
        }
        token = null;
        work.ask(Wire.get(agent.tokenUrl()), work::failFirst, answer -> {
            token = tokens.read(answer);
            if (token == null) {
                work.fail(ErrorKind.INVALID_OUTPUT, name + ": " + agent.tokenUrl() + " answered without a token");
            } else {
                makeConversation();
            }
        });
    }

    private void makeConversation() {
        work.ask(agent.makeConversation(), work::failFirst, made -> {
            JsonNode id = made.path("conversationId");
            if (!id.isTextual()) {
                work.fail(ErrorKind.INVALID_OUTPUT, name + " made a conversation without a conversationId");
                return;
            }
            renewed(id.textValue(), made);
            conversation = id.textValue();
            work.progressed(record(id.textValue(), null));
        });
    }

    /** Of this conversation only; a secret stays what it is. */
    private void renewed(String of, JsonNode answer) {
        Tokens.Token next = tokens.read(answer);
        Tokens.Token kept = next == null ? token : next;
        if (agent.tokenUrl() != null && kept != null) {
            token = kept;
            tokens.keep(of, kept);
        }
    }

    private static ObjectNode record(String conversation, @Nullable String place) {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("conversation", conversation);
        return place == null ? record : record.put("place", place);
    }

    private void goOn(AgentTurn.Past past) {
        JsonNode record = past.record().json();
        String open = record.path("conversation").asText();
        boolean answering = !past.results().isEmpty();
        conversation = open;
        token = tokens.of(open);
        if (agent.tokenUrl() != null && token == null) {
            lost(
                    answering,
                    "its token was in the memory of another node, or has ended (a secret in 'bearer' outlasts both)");
            return;
        }
        Optional<JsonNode> what = answering ? work.answer(past, agent.onQuestion()) : work.input(agent.message());
        Talk talk = new Talk(
                agent.user(),
                request.attempt() + "-" + work.turn(),
                record.path("place").textValue());
        what.ifPresent(said -> sayOnce(new Turn(open, said, answering, talk)));
    }

    /** What the agent is told in this turn, and what it says to it. */
    private record Turn(String conversation, JsonNode said, boolean answering, Talk talk) {}

    private void lost(boolean answering, String why) {
        if (answering) {
            work.fail(
                    ErrorKind.UNAVAILABLE,
                    name + ": the conversation is lost before its question was answered: " + why);
        } else if (work.turn() > CONVERSATIONS_MAX) {
            work.fail(ErrorKind.UNAVAILABLE, name + " has lost " + CONVERSATIONS_MAX + " conversations: " + why);
        } else {
            open();
        }
    }

    /** A message whose answer was lost may have arrived: then it stands in the conversation. */
    private void sayOnce(Turn turn) {
        read(turn, () -> sayOnce(turn), () -> {
            if (turn.talk().isTold()) {
                watch(turn);
            } else {
                work.ask(
                        agent.say(turn.conversation(), turn.said(), request.attempt() + "-" + work.turn()),
                        nothing -> unsaid(turn, nothing),
                        ignored -> watch(turn));
            }
        });
    }

    /** An agent that takes its time makes a gateway of the service give up, though it has been told. */
    private void unsaid(Turn turn, Heard.Nothing nothing) {
        if (nothing.lost() != null || nothing.status() >= BAD_GATEWAY) {
            work.missed(nothing, () -> sayOnce(turn));
        } else {
            gone(turn, nothing, work::failFirst);
        }
    }

    private void watch(Turn turn) {
        read(turn, () -> watch(turn), () -> judge(turn));
    }

    /** All that is new. */
    private void read(Turn turn, Runnable again, Runnable then) {
        Tokens.Token own = token;
        if (own != null && tokens.isDue(own)) {
            work.ask(agent.refresh(), nothing -> gone(turn, nothing, lost -> work.missed(lost, again)), answer -> {
                renewed(turn.conversation(), answer);
                page(turn, again, then);
            });
        } else {
            page(turn, again, then);
        }
    }

    private void page(Turn turn, Runnable again, Runnable then) {
        work.ask(
                agent.read(turn.conversation(), turn.talk().place()),
                nothing -> gone(turn, nothing, lost -> work.missed(lost, again)),
                page -> {
                    work.heard();
                    if (turn.talk().take(page)) {
                        page(turn, again, then);
                    } else {
                        then.run();
                    }
                });
    }

    private void gone(Turn turn, Heard.Nothing nothing, Consumer<Heard.Nothing> otherwise) {
        boolean over = nothing.status() == NOT_FOUND || (nothing.status() == FORBIDDEN && agent.tokenUrl() != null);
        if (over) {
            tokens.forget(turn.conversation());
            lost(turn.answering(), nothing.reason());
        } else {
            otherwise.accept(nothing);
        }
    }

    private void judge(Turn turn) {
        Talk talk = turn.talk();
        if (talk.length() > seen) {
            seen = talk.length();
            changed = clock.instant();
        }
        boolean complete = talk.isOver()
                || talk.asks()
                || (talk.isAnswered() && !clock.instant().isBefore(changed.plus(agent.quiet())));
        if (!complete) {
            work.later(() -> watch(turn));
        } else if (talk.asks() && agent.onQuestion() != null) {
            work.asks(record(turn.conversation(), talk.place()), agent.onQuestion(), talk.question());
        } else if (!talk.isAnswered()) {
            work.fail(ErrorKind.REJECTED, name + " has ended the conversation without an answer");
        } else {
            tokens.forget(turn.conversation());
            work.succeed(agent.activities() ? talk.activities() : TextNode.valueOf(talk.text()), Usage.NONE);
        }
    }
}

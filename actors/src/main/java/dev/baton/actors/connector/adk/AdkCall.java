package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Voice;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a session is made, and in the next turn the agent is told the message in it, unless it was told
 * before. If its long-running tools wait for somebody, that one is asked, and in the turn after that the agent is told the
 * answer. The record of a turn is {@code {session, asked}}.
 *
 * <p>The server knows no runs. Who has lost the connection on which the agent works can only look at the session, where the
 * agent goes on: as long as it changes the agent works; one that stands still has its answer, or is left for another.
 */
final class AdkCall {

    /** Of one attempt. An agent that is lost in the middle of its work so often is not to be had. */
    static final int SESSIONS_MAX = 10;

    /** So long a session with an answer must stand still, for several agents may answer in it. */
    private static final Duration ANSWERED = Duration.ofSeconds(10);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FAULT = 500;

    private final AttemptRequest request;
    private final AdkAgent agent;
    private final AdkApi api;
    private final WatchedWork work;
    private final InstantSource clock;
    private final Speech speech;
    private @Nullable Answer answer;
    private @Nullable String age;
    private Instant changed;

    /** What the agent is told in this turn, in place of the message. */
    private record Answer(Questions questions, JsonNode given) {}

    AdkCall(AttemptRequest request, AdkAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.api = new AdkApi(agent);
        this.work = new WatchedWork(request, line, agent.access());
        this.clock = line.clock();
        this.speech = new Speech(Voice.mark(request), work.voice());
        this.changed = clock.instant();
    }

    /** There is no way to call the agent off: the server may let it go on. */
    AgentConnector.Call begin() {
        return WatchedCall.begin(
                work, () -> makeSession(WatchedWork.id(request, ""), this::progressed), this::goOn, () -> null);
    }

    private void goOn(AgentTurn.Past past) {
        JsonNode record = past.record().json();
        String session = record.path("session").asText();
        if (past.results().isEmpty()) {
            look(session);
            return;
        }
        Questions asked = Questions.recorded(record.path("asked"));
        work.answer(past, agent.onInput()).ifPresent(given -> {
            if (asked.areAnsweredBy(given)) {
                answer = new Answer(asked, given);
                look(session);
            } else {
                work.fail(
                        ErrorKind.REJECTED,
                        work.name() + " asked several questions, whose answer is an object with a value for each id: "
                                + asked.record());
            }
        });
    }

    /** One that is there already was made by a request whose answer was lost. */
    private void makeSession(String session, Consumer<String> then) {
        work.ask(
                api.makeSession(session, request),
                nothing -> {
                    if (nothing.status() == BAD_REQUEST || nothing.status() == CONFLICT) {
                        work.ask(
                                api.session(session),
                                ignored -> work.failFirst(nothing),
                                there -> then.accept(session));
                    } else {
                        work.failFirst(nothing);
                    }
                },
                made -> then.accept(session));
    }

    private void progressed(String session) {
        work.progressed(record(session));
    }

    private static ObjectNode record(String session) {
        return JsonNodeFactory.instance.objectNode().put("session", session);
    }

    private void look(String session) {
        work.ask(
                api.session(session),
                nothing -> {
                    if (nothing.status() == NOT_FOUND && answer != null) {
                        work.fail(
                                ErrorKind.UNAVAILABLE,
                                work.name() + " has lost the session before its question was answered");
                    } else if (nothing.status() == NOT_FOUND) {
                        // A server that keeps sessions in its memory was started again: what was said in it is gone.
                        makeSession(session, this::tell);
                    } else {
                        work.missed(nothing, () -> look(session));
                    }
                },
                body -> {
                    Session seen = new Session(body);
                    Answer due = answer;
                    if (seen.isFresh()) {
                        // A message that was lost on its way so often in a row does not arrive.
                        tell(session);
                    } else if (due != null && due.questions().overlaps(seen.questions())) {
                        tell(
                                session,
                                session + "-" + work.turn(),
                                due.questions().answers(due.given()));
                    } else {
                        work.heard();
                        watch(session, seen);
                    }
                });
    }

    private void tell(String session) {
        work.input(agent.message()).ifPresent(message -> tell(session, session, AdkApi.text(message)));
    }

    private void tell(String session, String key, ArrayNode parts) {
        Wire run = api.run(session, key, parts);
        Consumer<Heard.Nothing> lost = nothing -> lost(session, nothing);
        if (agent.stream()) {
            work.events(run, speech::heard, lost, end -> told(session, speech.failure()));
        } else {
            work.work(run, lost, end -> told(session, null));
        }
    }

    private void told(String session, @Nullable String failure) {
        if (failure == null) {
            work.ask(api.session(session), work::failFirst, body -> ended(session, new Session(body)));
        } else {
            blame(() -> work.fail(ErrorKind.UNAVAILABLE, work.name() + " failed: " + failure));
        }
    }

    private void lost(String session, Heard.Nothing nothing) {
        if (nothing.lost() != null || nothing.status() > FAULT) {
            // Also if somebody on the way has lost patience.
            work.missed(nothing, () -> look(session));
        } else if (nothing.status() == FAULT) {
            blame(() -> work.failFirst(nothing));
        } else {
            work.failFirst(nothing);
        }
    }

    /** The server makes sessions with apps that it does not know, and calls it a fault of its own when they are used. */
    private void blame(Runnable agentFailed) {
        work.ask(api.apps(), ignored -> agentFailed.run(), apps -> {
            for (JsonNode app : apps) {
                if (app.asText().equals(agent.app())) {
                    agentFailed.run();
                    return;
                }
            }
            work.fail(ErrorKind.REJECTED, work.name() + ": the server has no app " + agent.app() + ", but " + apps);
        });
    }

    /** The agent was told the message on a connection that is lost. */
    private void watch(String session, Session seen) {
        Instant now = clock.instant();
        if (!seen.age().equals(age)) {
            age = seen.age();
            changed = now;
        }
        if (now.isBefore(changed.plus(still(seen)))) {
            work.later(() -> look(session));
        } else if (isOver(seen)) {
            ended(session, seen);
        } else if (sessions() >= SESSIONS_MAX) {
            work.fail(
                    ErrorKind.UNAVAILABLE,
                    work.name() + " was lost in the middle of its work " + SESSIONS_MAX + " times");
        } else {
            makeSession(WatchedWork.id(request, "/" + work.turn()), this::progressed);
        }
    }

    private long sessions() {
        return request.turns().stream()
                .map(past -> past.record().json().path("session").asText())
                .distinct()
                .count();
    }

    /**
     * What is asked for by its name is complete when it is there, unless it may be from before a question; whether an
     * answer is the last one, time tells.
     */
    private Duration still(Session seen) {
        if (hasOutput(seen) && !seen.wasAnswered()) {
            return Duration.ZERO;
        }
        return isOver(seen) && agent.still().compareTo(ANSWERED) > 0 ? ANSWERED : agent.still();
    }

    private boolean hasOutput(Session seen) {
        return agent.output() != null && !seen.state().at(agent.output()).isMissingNode();
    }

    private boolean isOver(Session seen) {
        boolean answered = agent.output() == null ? seen.answer().isPresent() : hasOutput(seen);
        return answered || seen.failure().isPresent() || seen.waits();
    }

    private void ended(String session, Session seen) {
        Optional<String> failure = seen.failure();
        Questions open = seen.questions();
        if (failure.isPresent()) {
            work.fail(ErrorKind.UNAVAILABLE, work.name() + " failed: " + failure.get());
        } else if (!open.isEmpty() && agent.onInput() != null) {
            work.asks(record(session).set("asked", open.record()), agent.onInput(), open.asked());
        } else if (seen.waits()) {
            work.fail(
                    ErrorKind.REJECTED,
                    work.name() + " waits for somebody to answer " + open.tools()
                            + " (connector.adk.onInput names an agent or a person who answers)");
        } else {
            succeed(seen);
        }
    }

    private void succeed(Session seen) {
        if (agent.output() == null) {
            seen.answer()
                    .ifPresentOrElse(
                            text -> work.succeed(TextNode.valueOf(text), seen.usage()),
                            () -> work.fail(ErrorKind.INVALID_OUTPUT, work.name() + " ended without an answer"));
            return;
        }
        JsonNode output = seen.state().at(agent.output());
        if (output.isMissingNode()) {
            work.fail(
                    ErrorKind.INVALID_OUTPUT, work.name() + " ended in a session whose state has no " + agent.output());
        } else {
            work.succeed(output, seen.usage());
        }
    }
}

package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a session is made, and in the next turn the agent is told the message in it, unless it was told
 * before. The record of a turn is {@code {session}}.
 *
 * <p>The server knows no runs. Who has lost the connection on which the agent works can only look at the session, where the
 * agent goes on: as long as it changes the agent works; one that stands still has its answer, or is left for another.
 */
final class AdkCall implements AgentConnector.Call {

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
    private @Nullable String age;
    private Instant changed;

    AdkCall(AttemptRequest request, AdkAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.api = new AdkApi(agent);
        this.work = new WatchedWork(request, line, agent.access());
        this.clock = line.clock();
        this.changed = clock.instant();
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return work.result();
    }

    /** There is no way to tell the server, which lets the agent go on. */
    @Override
    public void cancel() {
        work.cancel(null);
    }

    @Override
    public void leave() {
        work.leave();
    }

    AdkCall begin() {
        work.guarded(() -> {
            if (request.turns().isEmpty()) {
                makeSession(WatchedWork.id(request, ""), this::progressed);
            } else {
                look(request.turns().getLast().record().json().path("session").asText());
            }
        });
        return this;
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
        work.progressed(JsonNodeFactory.instance.objectNode().put("session", session));
    }

    private void look(String session) {
        work.ask(
                api.session(session),
                nothing -> {
                    if (nothing.status() == NOT_FOUND) {
                        // A server that keeps sessions in its memory was started again: what was said in it is gone.
                        makeSession(session, this::tell);
                    } else {
                        work.missed(nothing, () -> look(session));
                    }
                },
                body -> {
                    Session seen = new Session(body);
                    if (seen.isFresh()) {
                        // A message that was lost on its way so often in a row does not arrive.
                        tell(session);
                    } else {
                        work.heard();
                        watch(session, seen);
                    }
                });
    }

    private void tell(String session) {
        work.input(agent.message())
                .ifPresent(message -> work.work(
                        api.run(session, message),
                        nothing -> lost(session, nothing),
                        events -> work.ask(api.session(session), work::failFirst, this::ended)));
    }

    private void lost(String session, Heard.Nothing nothing) {
        if (nothing.lost() != null || nothing.status() > FAULT) {
            // Also if somebody on the way has lost patience.
            work.missed(nothing, () -> look(session));
        } else if (nothing.status() == FAULT) {
            work.ask(api.apps(), ignored -> work.failFirst(nothing), apps -> failed(nothing, apps));
        } else {
            work.failFirst(nothing);
        }
    }

    /** The server makes sessions with apps that it does not know, and calls it a fault of its own when they are used. */
    private void failed(Heard.Nothing nothing, JsonNode apps) {
        for (JsonNode app : apps) {
            if (app.asText().equals(agent.app())) {
                work.failFirst(nothing);
                return;
            }
        }
        work.fail(ErrorKind.REJECTED, work.name() + ": the server has no app " + agent.app() + ", but " + apps);
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
            ended(seen.body());
        } else if (work.turn() > SESSIONS_MAX) {
            work.fail(
                    ErrorKind.UNAVAILABLE,
                    work.name() + " was lost in the middle of its work " + SESSIONS_MAX + " times");
        } else {
            makeSession(WatchedWork.id(request, "/" + work.turn()), this::progressed);
        }
    }

    /** What is asked for by its name is complete when it is there; whether an answer is the last one, time tells. */
    private Duration still(Session seen) {
        if (hasOutput(seen)) {
            return Duration.ZERO;
        }
        return isOver(seen) && agent.still().compareTo(ANSWERED) > 0 ? ANSWERED : agent.still();
    }

    private boolean hasOutput(Session seen) {
        return agent.output() != null && !seen.state().at(agent.output()).isMissingNode();
    }

    private boolean isOver(Session seen) {
        boolean answered = agent.output() == null ? seen.answer().isPresent() : hasOutput(seen);
        return answered || seen.failure().isPresent() || !seen.waitsFor().isEmpty();
    }

    private void ended(JsonNode body) {
        Session session = new Session(body);
        Optional<String> failure = session.failure();
        List<String> tools = session.waitsFor();
        if (failure.isPresent()) {
            work.fail(ErrorKind.UNAVAILABLE, work.name() + " failed: " + failure.get());
        } else if (!tools.isEmpty()) {
            work.fail(ErrorKind.REJECTED, work.name() + " waits for somebody to answer " + String.join(", ", tools));
        } else if (agent.output() == null) {
            session.answer()
                    .ifPresentOrElse(
                            text -> work.succeed(TextNode.valueOf(text), session.usage()),
                            () -> work.fail(ErrorKind.INVALID_OUTPUT, work.name() + " ended without an answer"));
        } else {
            JsonNode output = session.state().at(agent.output());
            if (output.isMissingNode()) {
                work.fail(
                        ErrorKind.INVALID_OUTPUT,
                        work.name() + " ended in a session whose state has no " + agent.output());
            } else {
                work.succeed(output, session.usage());
            }
        }
    }
}

package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a message and what the agent says to it at once; or the watch over a task until it ends or asks
 * something. What a later turn needs is in the record of this one: {@code {peer, task, context, asked}}.
 */
final class A2aCall implements AgentConnector.Call {

    /** An agent that asks more than this gets nowhere. */
    static final int TURNS_MAX = 100;

    private static final Duration POLL_MIN = Duration.ofMillis(250);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** Of an agent that notifies: a notification may be lost. */
    private static final Duration NOTIFIED_POLL = Duration.ofMinutes(1);

    /** In a row: an agent that cannot be asked about its task for so long has lost it. */
    private static final int MISSES_MAX = 12;

    /** For one request; an agent that works longer says so and is asked again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AttemptRequest request;
    private final A2aAgent agent;
    private final AgentLine line;
    private final Cards cards;
    private final String name;
    private final Executor executor = ForkJoinPool.commonPool();
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile @Nullable Sent exchange;
    private volatile boolean over;
    private volatile Runnable unlisten = () -> {};
    private volatile @Nullable Peer peer;
    private volatile Reply.@Nullable Task task;
    /** The stamp of the question that was answered last; null before any was. */
    private @Nullable String asked;

    private final Pause wait = new Pause(executor);
    private final Callbacks callbacks;
    private final Nudges nudges;
    private Duration pause = POLL_MIN;
    private int misses;

    A2aCall(AttemptRequest request, A2aAgent agent, AgentLine line, Cards cards, Callbacks callbacks, Nudges nudges) {
        this.callbacks = callbacks;
        this.nudges = nudges;
        this.request = request;
        this.agent = agent;
        this.line = line;
        this.cards = cards;
        this.name = "agent " + request.agent().name();
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        leave();
        Peer spokenTo = peer;
        Reply.Task open = task;
        if (spokenTo != null && open != null && !result.isDone()) {
            line.send(request, agent.access(), spokenTo.dialect().cancel(spokenTo, open.id()), PATIENCE, ignored -> {});
        }
        result.complete(failed(ErrorKind.CANCELLED, "the call was cancelled", null));
    }

    @Override
    public void leave() {
        over = true;
        unlisten.run();
        Sent open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    A2aCall begin() {
        guarded(() -> {
            if (request.turns().isEmpty()) {
                find();
            } else {
                goOn(request.turns().getLast());
            }
        });
        return this;
    }

    private interface Part {
        void run() throws Unreadable;
    }

    /** A defect here ends the call, wherever it shows. */
    private void guarded(Part part) {
        try {
            part.run();
        } catch (Unreadable e) {
            result.complete(failed(ErrorKind.INVALID_OUTPUT, name + ": " + e.getMessage(), null));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void find() {
        Peer known = cards.known(agent);
        if (known != null) {
            greet(known);
            return;
        }
        ask(Dialect.card(agent.card()), heard -> {
            switch (heard) {
                case Heard.Json card -> greet(cards.learn(agent, card.body()));
                case Heard.Nothing nothing -> failFirst(nothing, "its card " + agent.card() + ": ");
            }
        });
    }

    private void greet(Peer found) {
        peer = found;
        say(
                found,
                new Dialect.Message(
                        request.attempt(),
                        Parts.of(request.input().json(), agent.asText()),
                        null,
                        notifies(found) ? callbacks.nudgeUrl(request.tenant(), request.attempt()) : null));
    }

    private void goOn(AgentTurn.Past past) throws Unreadable {
        JsonNode record = past.record().json();
        Peer known = Peer.of(record.path("peer"));
        Reply.Task open = Reply.Task.underWay(
                record.path("task").asText(), record.path("context").asText());
        asked = record.path("asked").textValue();
        peer = known;
        task = open;
        if (past.results().isEmpty()) {
            listen(known);
            poll();
            return;
        }
        AgentTurn.Result answer = past.results().getFirst();
        if (answer.output() == null) {
            cancel(answer.error());
            return;
        }
        say(
                known,
                new Dialect.Message(
                        request.attempt() + "-" + number(),
                        Parts.of(answer.output().json(), agent.asText()),
                        open,
                        null));
    }

    /** Whether the agent says by itself when something has happened. */
    private boolean notifies(Peer to) {
        return agent.push() && to.push();
    }

    private void listen(Peer to) {
        if (notifies(to)) {
            Callbacks.Subject subject = new Callbacks.Subject(request.tenant(), request.attempt());
            Runnable look = wait::nudge;
            nudges.await(subject, look);
            unlisten = () -> nudges.leave(subject, look);
            result.whenComplete((done, failure) -> unlisten.run());
        }
    }

    /** Nobody answers what the agent has asked. */
    private void cancel(@Nullable RunError why) {
        RunError error = why == null ? RunError.of(ErrorKind.CANCELLED, "nobody answered") : why;
        AttemptResult ended = failed(error.kind(), name + " asked " + agent.onInput() + ": " + error.message(), null);
        Peer spokenTo = peer;
        Reply.Task open = task;
        if (spokenTo != null && open != null) {
            line.send(request, agent.access(), spokenTo.dialect().cancel(spokenTo, open.id()), PATIENCE, ignored -> {});
        }
        result.complete(ended);
    }

    private void say(Peer to, Dialect.Message message) {
        ask(to.dialect().send(to, message), heard -> {
            switch (heard) {
                case Heard.Json answer -> replied(to.dialect().read(answer.body()), true);
                case Heard.Nothing nothing -> failFirst(nothing, "");
            }
        });
    }

    private void poll() {
        Peer asked = peer;
        Reply.Task open = task;
        if (asked == null || open == null) {
            throw new IllegalStateException("there is no task to ask about");
        }
        ask(asked.dialect().get(asked, open.id()), heard -> {
            switch (heard) {
                case Heard.Json answer -> {
                    misses = 0;
                    replied(asked.dialect().read(answer.body()), false);
                }
                case Heard.Nothing nothing -> missed(nothing);
            }
        });
    }

    private void missed(Heard.Nothing nothing) {
        misses++;
        if (nothing.again() && misses < MISSES_MAX) {
            later();
        } else {
            result.complete(failed(nothing, ""));
        }
    }

    private void later() {
        Peer asked = peer;
        boolean told = asked != null && notifies(asked) && misses == 0;
        Duration next = told ? NOTIFIED_POLL : pause;
        if (!told) {
            pause = pause.multipliedBy(3).dividedBy(2);
            pause = pause.compareTo(POLL_MAX) > 0 ? POLL_MAX : pause;
        }
        wait.begin(
                next,
                () -> guarded(() -> {
                    if (!over) {
                        poll();
                    }
                }));
    }

    private interface Hearing {
        void on(Heard heard) throws Unreadable;
    }

    private void ask(AgentLine.Wire wire, Hearing hearing) {
        Duration left = Duration.between(line.clock().instant(), request.deadline());
        Sent open = line.send(
                request,
                agent.access(),
                wire,
                left.compareTo(PATIENCE) < 0 ? left : PATIENCE,
                heard -> guarded(() -> {
                    if (!over) {
                        hearing.on(heard);
                    }
                }));
        exchange = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    private int number() {
        return request.turns().size() + 1;
    }

    /** @param fresh whether the agent was told something, and not only asked how far it is */
    private void replied(Reply reply, boolean fresh) {
        switch (reply) {
            case Reply.Said said -> result.complete(succeeded(said.parts()));
            case Reply.Refused refused ->
                result.complete(failed(
                        refused.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                        name + " refused: " + refused.message(),
                        null));
            case Reply.Task now -> {
                task = now;
                moved(now, fresh);
            }
        }
    }

    private void moved(Reply.Task now, boolean fresh) {
        String said = now.status().isEmpty() ? "" : ": " + Parts.shown(now.status());
        switch (now.state()) {
            case SUBMITTED, WORKING -> underWay(now, fresh);
            case INPUT_REQUIRED, AUTH_REQUIRED -> {
                if (isAnswered(now, fresh)) {
                    underWay(now, fresh);
                } else {
                    result.complete(asks(now));
                }
            }
            case COMPLETED -> result.complete(succeeded(now.artifacts().isEmpty() ? now.status() : now.artifacts()));
            case FAILED -> result.complete(failed(ErrorKind.UNAVAILABLE, name + " failed" + said, null));
            case REJECTED -> result.complete(failed(ErrorKind.REJECTED, name + " rejected the task" + said, null));
            case CANCELED -> result.complete(failed(ErrorKind.CANCELLED, name + " cancelled the task" + said, null));
        }
    }

    private void underWay(Reply.Task now, boolean fresh) {
        if (fresh) {
            result.complete(new AttemptResult.Progressed(number(), record(now, asked), Usage.NONE, new Next.Again()));
        } else {
            later();
        }
    }

    /** An agent that has just been answered may still show the state that the question had put it into. */
    private boolean isAnswered(Reply.Task now, boolean fresh) {
        return now.stamp().equals(asked) && (fresh || !now.stamp().isEmpty());
    }

    private AttemptResult asks(Reply.Task now) {
        boolean authorization = now.state() == TaskState.AUTH_REQUIRED;
        if (agent.onInput() == null) {
            return failed(
                    ErrorKind.REJECTED,
                    name + (authorization ? " wants to be authorized first: " : " asks: ") + Parts.shown(now.status())
                            + " (connector.a2a.onInput names an agent or a person who "
                            + (authorization ? "sees to it)" : "answers)"),
                    null);
        }
        if (number() >= TURNS_MAX) {
            return failed(ErrorKind.BUDGET, name + " asks again after " + number() + " turns", null);
        }
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("agent", request.agent().name());
        question.set("question", Parts.value(now.status()));
        if (authorization) {
            question.put("authorization", true);
        }
        question.set("input", request.input().json());
        return new AttemptResult.Progressed(
                number(),
                record(now, now.stamp()),
                Usage.NONE,
                new Next.Calls(List.of(new AttemptResult.Call(Callee.agent(agent.onInput()), new Payload(question)))));
    }

    private Payload record(Reply.Task now, @Nullable String question) {
        Peer known = peer;
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("task", now.id()).put("context", now.contextId()).put("asked", question);
        record.set("peer", known == null ? null : known.json());
        return new Payload(record);
    }

    private static AttemptResult succeeded(ArrayNode parts) {
        return new AttemptResult.Succeeded(new Payload(Parts.value(parts)), Usage.NONE, null);
    }

    /** Of what was said and may not have been heard: said again with the same id, it is the same message. */
    private void failFirst(Heard.Nothing nothing, String about) {
        if (nothing.lost() != null) {
            result.completeExceptionally(
                    new AgentConnector.TransientFault(name + ": " + about + nothing.reason(), nothing.lost()));
        } else {
            result.complete(failed(nothing, about));
        }
    }

    private AttemptResult failed(Heard.Nothing nothing, String about) {
        return failed(nothing.kind(), name + ": " + about + nothing.reason(), nothing.retryAfter());
    }

    private static AttemptResult failed(ErrorKind kind, String message, @Nullable Duration retryAfter) {
        return new AttemptResult.Failed(RunError.of(kind, message), retryAfter);
    }
}

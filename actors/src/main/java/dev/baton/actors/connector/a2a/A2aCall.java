package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Voice;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One turn with an agent: a message and what the agent says to it at once; or the watch over a task until it ends or asks
 * something. What a later turn needs is in the record of this one: {@code {peer, task, context, asked}}.
 */
final class A2aCall implements AgentConnector.Call {

    /** Of an agent that notifies: a notification may be lost. */
    private static final Duration NOTIFIED_POLL = Duration.ofMinutes(1);

    private final AttemptRequest request;
    private final A2aAgent agent;
    private final A2aConnector.Means means;
    private final WatchedWork work;
    private final Words words;
    private final String name;
    private final Callbacks.Subject attempt;
    private volatile Runnable unlisten = () -> {};
    private volatile @Nullable Peer peer;
    private volatile Reply.@Nullable Task task;
    private volatile @Nullable Following following;
    private volatile @Nullable Saying saying;

    /** The stamp of the question that was answered last; null before any was. */
    private @Nullable String asked;

    A2aCall(AttemptRequest request, A2aAgent agent, A2aConnector.Means means) {
        this.request = request;
        this.agent = agent;
        this.means = means;
        this.work = new WatchedWork(request, means.line(), agent.access());
        this.words = new Words(Voice.mark(request));
        this.name = work.name();
        this.attempt = new Callbacks.Subject(request.tenant(), request.attempt());
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return work.result();
    }

    @Override
    public void listen(AgentConnector.Ear ear) {
        words.listen(ear);
    }

    @Override
    public void cancel() {
        Peer spokenTo = peer;
        Reply.Task open = task;
        hangUp();
        work.cancel(spokenTo == null || open == null ? null : spokenTo.dialect().cancel(spokenTo, open.id()));
    }

    @Override
    public void leave() {
        hangUp();
        work.leave();
    }

    private void hangUp() {
        unlisten.run();
        Following listening = following;
        if (listening != null) {
            listening.close();
        }
        Saying begun = saying;
        if (begun != null) {
            begun.close();
        }
    }

    A2aCall begin() {
        understood(() -> {
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

    private void understood(Part part) {
        work.guarded(() -> {
            try {
                part.run();
            } catch (Unreadable e) {
                work.fail(e.kind(), name + ": " + e.getMessage());
            }
        });
    }

    private void find() {
        Peer known = means.cards().known(agent);
        if (known != null) {
            greet(known);
            return;
        }
        work.ask(
                Dialect.card(agent.card()),
                nothing -> work.failFirst(nothing, "its card " + agent.card() + ": "),
                card -> understood(() -> greet(means.cards().learn(agent, card))));
    }

    private void greet(Peer found) {
        say(
                found,
                new Dialect.Message(
                        request.attempt(),
                        Parts.of(request.input().json(), agent.asText()),
                        null,
                        notifies(found) ? means.callbacks().nudgeUrl(request.tenant(), request.attempt()) : null));
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
            following =
                    new Following(known, open.id(), asked, work, means.streams(), words, () -> poll(known, open.id()));
            watch(known, open.id());
            return;
        }
        work.answer(past, agent.onInput())
                .ifPresentOrElse(
                        answer -> say(
                                known,
                                new Dialect.Message(
                                        request.attempt() + "-" + work.turn(),
                                        Parts.of(answer, agent.asText()),
                                        open,
                                        null)),
                        () -> work.tell(known.dialect().cancel(known, open.id())));
    }

    /** Whether the agent says by itself when something has happened. */
    private boolean notifies(Peer to) {
        return agent.push() && to.push();
    }

    private void listen(Peer to) {
        if (notifies(to)) {
            Runnable look = work::nudge;
            means.nudges().await(attempt, look);
            unlisten = () -> means.nudges().leave(attempt, look);
            work.result().whenComplete((done, failure) -> unlisten.run());
        }
    }

    private void say(Peer to, Dialect.Message message) {
        peer = to;
        Saying begun = new Saying(to, message, work, means.streams(), reply -> replied(reply, true));
        saying = begun;
        work.result().whenComplete((done, failure) -> begun.close());
        begun.begin();
    }

    /** Listens, if the agent lets itself be listened to, and asks else. */
    private void watch(Peer known, String id) {
        Following listening = following;
        if (listening == null || !listening.begin(attempt)) {
            poll(known, id);
        }
    }

    private void poll(Peer known, String id) {
        work.ask(
                known.dialect().get(known, id),
                nothing -> work.missed(nothing, () -> poll(known, id)),
                answer -> understood(() -> {
                    work.heard();
                    replied(known.dialect().read(answer), false);
                }));
    }

    private void later(Peer known, String id) {
        Following listening = following;
        if (notifies(known) && (listening == null || !listening.hopeful())) {
            work.later(NOTIFIED_POLL, () -> watch(known, id));
        } else {
            work.later(() -> watch(known, id));
        }
    }

    /** @param fresh whether the agent was told something, and not only asked how far it is */
    private void replied(Reply reply, boolean fresh) {
        switch (reply) {
            case Reply.Said said -> work.succeed(Parts.value(said.parts()), Usage.NONE);
            case Reply.Refused refused ->
                work.fail(
                        refused.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                        name + " refused: " + refused.message());
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
                // What is told at once is about the answer; an agent without stamps shows the old state for a moment.
                if (now.isAnswered(asked) || (fresh && now.stamp().equals(asked))) {
                    underWay(now, fresh);
                } else {
                    asks(now);
                }
            }
            case COMPLETED -> {
                Peer known = peer;
                ArrayNode output = Parts.of(now.artifacts(), known != null && known.streaming());
                work.succeed(Parts.value(output.isEmpty() ? now.status() : output), Usage.NONE);
            }
            case FAILED -> work.fail(ErrorKind.UNAVAILABLE, name + " failed" + said);
            case REJECTED -> work.fail(ErrorKind.REJECTED, name + " rejected the task" + said);
            case CANCELED -> work.fail(ErrorKind.CANCELLED, name + " cancelled the task" + said);
        }
    }

    private void underWay(Reply.Task now, boolean fresh) {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("a task of nobody");
        }
        if (!fresh) {
            later(known, now.id());
            return;
        }
        Saying begun = saying;
        if (begun != null) {
            begun.handOn(attempt);
        }
        work.progressed(record(now, asked));
    }

    private void asks(Reply.Task now) {
        boolean authorization = now.state() == TaskState.AUTH_REQUIRED;
        String whom = agent.onInput();
        if (whom == null) {
            work.fail(
                    ErrorKind.REJECTED,
                    name + (authorization ? " wants to be authorized first: " : " asks: ") + Parts.shown(now.status())
                            + " (connector.a2a.onInput names an agent or a person who "
                            + (authorization ? "sees to it)" : "answers)"));
        } else {
            ObjectNode more = JsonNodeFactory.instance.objectNode();
            if (authorization) {
                more.put("authorization", true);
            }
            work.asks(record(now, now.stamp()), whom, Parts.value(now.status()), more);
        }
    }

    private ObjectNode record(Reply.Task now, @Nullable String question) {
        Peer known = peer;
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("task", now.id()).put("context", now.contextId()).put("asked", question);
        record.set("peer", known == null ? null : known.json());
        return record;
    }
}

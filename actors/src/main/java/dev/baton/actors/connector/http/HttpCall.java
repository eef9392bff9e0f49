package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer; or the watch over work that an earlier one has begun. What that answered is in the record of
 * the attempt's first turn: {@code {answer}}.
 */
final class HttpCall implements AgentConnector.Call {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int REDIRECT_MIN = 300;

    /** In a row: an agent that cannot be asked about its work for so long has lost it. */
    private static final int MISSES_MAX = 12;

    /** For one question whether it is done, or to call it off. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AttemptRequest request;
    private final HttpAgent.Reachable agent;
    private final Sender sender;
    private final RevealedSecrets secrets;
    private final String name;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile @Nullable Sent exchange;
    private volatile boolean over;
    private volatile @Nullable JsonNode begun;
    private int misses;

    HttpCall(AttemptRequest request, HttpAgent.Reachable agent, Sender sender, RevealedSecrets secrets) {
        this.request = request;
        this.agent = agent;
        this.sender = sender;
        this.secrets = secrets;
        this.name = "agent " + request.agent().name();
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        JsonNode answer = begun;
        boolean open = !result.isDone();
        leave();
        if (open && answer != null) {
            if (agent.cancel() != null) {
                Question off = Question.later(request, agent, agent.cancel(), answer);
                sender.send(off, secrets, PATIENCE, ignored -> {}, ignored -> {});
            }
            fail(ErrorKind.CANCELLED, "the call was cancelled");
        }
    }

    @Override
    public void leave() {
        over = true;
        Sent open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    HttpCall begin() {
        if (request.turns().isEmpty()) {
            exchange = sender.send(
                    Question.first(request, agent),
                    secrets,
                    left(),
                    error -> complete(new AttemptResult.Failed(error, null)),
                    guarded(this::started));
        } else {
            begun = request.turns().getLast().record().json().path("answer");
            poll();
        }
        return this;
    }

    private Duration left() {
        return Duration.between(sender.clock().instant(), request.deadline());
    }

    /** A defect here ends the call, wherever it shows. */
    private Receiver guarded(Receiver receiver) {
        return answer -> {
            try {
                receiver.receive(answer);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
    }

    private void started(Answer answer) {
        if (answer instanceof Answer.Unreachable unreachable) {
            result.completeExceptionally(
                    new AgentConnector.TransientFault(name + ": " + unreachable.reason(), unreachable.cause()));
            return;
        }
        Reading reading = agent.reading();
        if (reading == null || !isGood(answer)) {
            complete(AnswerReader.read(request, answer, sender.clock().instant()));
        } else {
            json((Answer.Received) answer).ifPresent(json -> judge(reading, json, true));
        }
    }

    /** Accepted, where nothing is polled, means that the answer comes by callback. */
    private boolean isGood(Answer answer) {
        return answer instanceof Answer.Received received
                && received.status() >= OK
                && received.status() < REDIRECT_MIN
                && !(received.status() == ACCEPTED && agent.poll() == null);
    }

    /** Empty if it is none, and the attempt has failed. */
    private Optional<JsonNode> json(Answer.Received received) {
        if (received.length() == 0) {
            return Optional.of(JsonNodeFactory.instance.nullNode());
        }
        try {
            return Optional.of(JsonAnswers.parse(received.bytes(), received.length()));
        } catch (IOException e) {
            fail(ErrorKind.INVALID_OUTPUT, name + " did not answer with JSON: " + JsonAnswers.reason(e));
            return Optional.empty();
        }
    }

    /** @param first whether this answers the request that begins the work */
    private void judge(Reading reading, JsonNode answer, boolean first) {
        Optional<RunError> failure = reading.failure(name, answer);
        HttpAgent.Poll poll = agent.poll();
        if (failure.isPresent()) {
            complete(new AttemptResult.Failed(failure.get(), null));
        } else if (poll == null || poll.done().in(answer)) {
            complete(reading.success(name, answer));
        } else if (first) {
            Payload record = new Payload(JsonNodeFactory.instance.objectNode().set("answer", answer));
            complete(new AttemptResult.Progressed(1, record, Usage.NONE, new Next.Again()));
        } else {
            later(poll.every());
        }
    }

    private void poll() {
        HttpAgent.Poll poll = agent.poll();
        if (poll == null) {
            fail(ErrorKind.BUG, name + " has begun something, and there is no way to ask about it");
            return;
        }
        Duration patience = left().compareTo(PATIENCE) < 0 ? left() : PATIENCE;
        Sent open = sender.send(
                Question.later(request, agent, poll.ask(), begun),
                secrets,
                patience,
                error -> missed(poll, new AttemptResult.Failed(error, null)),
                guarded(answer -> {
                    if (!over) {
                        polled(poll, answer);
                    }
                }));
        exchange = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    private void polled(HttpAgent.Poll poll, Answer answer) {
        Reading reading = agent.reading();
        if (isGood(answer) && reading != null) {
            misses = 0;
            json((Answer.Received) answer).ifPresent(json -> judge(reading, json, false));
        } else {
            missed(poll, AnswerReader.read(request, answer, sender.clock().instant()));
        }
    }

    private void missed(HttpAgent.Poll poll, AttemptResult trouble) {
        misses++;
        if (trouble instanceof AttemptResult.Failed failed && mayPass(failed.error()) && misses < MISSES_MAX) {
            Duration asked = failed.retryAfter();
            later(asked != null && asked.compareTo(poll.every()) > 0 ? asked : poll.every());
        } else {
            complete(trouble);
        }
    }

    private static boolean mayPass(RunError error) {
        return error.kind() == ErrorKind.UNAVAILABLE || error.kind() == ErrorKind.TIMEOUT;
    }

    private void later(Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, ForkJoinPool.commonPool())
                .execute(() -> {
                    if (!over) {
                        try {
                            poll();
                        } catch (Throwable e) {
                            result.completeExceptionally(e);
                        }
                    }
                });
    }

    private void fail(ErrorKind kind, String message) {
        complete(new AttemptResult.Failed(RunError.of(kind, message), null));
    }

    private void complete(AttemptResult outcome) {
        result.complete(new Discretion(agent, secrets).of(outcome));
    }
}

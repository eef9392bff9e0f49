package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.Voice;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Exchange;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Request;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One turn: asks the models in their order until one answers. One that is overloaded, broken or slow is asked again after
 * a pause when all have been asked; one that refuses the question is not.
 */
final class ModelTurn implements AgentConnector.Call {

    /** How often all models are asked. */
    static final int ROUNDS_MAX = 5;

    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int QUOTED_CHARS_MAX = 300;
    private static final ObjectMapper MAPPER = new ObjectMapper().disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    /** What a turn needs of the node. @param pause before the second round; each further one is twice as long */
    record Means(HttpClient client, Secrets secrets, InstantSource clock, Duration pause) {}

    /** Why a model has not answered. @param again whether it may later; @param retryAfter null if it did not say */
    private record Miss(
            ErrorKind kind,
            String message,
            boolean again,
            @Nullable Duration retryAfter) {}

    private final AttemptRequest request;
    private final LlmAgent agent;
    private final Function<ModelEndpoint, ModelRequest> question;
    private final BiFunction<ModelAnswer, Verdict.Reached, AttemptResult> verdict;
    private final Means means;
    private final Executor executor = ForkJoinPool.commonPool();
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private final List<ModelEndpoint> left;

    /** In headers that were sent: none of them may show in an error. */
    private final RevealedSecrets secrets;

    private final Voice voice = new Voice();
    private int round = 1;
    private int index;
    private int tries;
    private @Nullable Miss worst;
    private @Nullable Duration shortestWish;
    private volatile @Nullable Exchange exchange;
    private volatile boolean cancelled;

    ModelTurn(
            AttemptRequest request,
            LlmAgent agent,
            Function<ModelEndpoint, ModelRequest> question,
            BiFunction<ModelAnswer, Verdict.Reached, AttemptResult> verdict,
            Means means) {
        this.request = request;
        this.agent = agent;
        this.question = question;
        this.verdict = verdict;
        this.means = means;
        this.secrets = new RevealedSecrets(means.secrets());
        this.left = new ArrayList<>(agent.models());
    }

    ModelTurn begin() {
        guarded(this::ask);
        return this;
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        cancelled = true;
        Exchange open = exchange;
        if (open != null) {
            open.cancel();
        }
        result.complete(failed(ErrorKind.CANCELLED, "the call was cancelled", null));
    }

    @Override
    public void listen(AgentConnector.Ear listener) {
        voice.listen(listener);
    }

    /** A defect here ends the call, wherever it shows. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private Duration untilDeadline() {
        return Duration.between(means.clock().instant(), request.deadline());
    }

    private void ask() {
        if (cancelled) {
            return;
        }
        ModelEndpoint endpoint = left.get(index);
        tries++;
        Request encoded;
        try {
            encoded = encode(endpoint);
        } catch (RevealedSecrets.Missing e) {
            missed(endpoint, new Miss(ErrorKind.REJECTED, "model " + endpoint + " " + e.getMessage(), false, null));
            return;
        } catch (IOException | IllegalArgumentException e) {
            missed(endpoint, new Miss(ErrorKind.REJECTED, "model " + endpoint + ": " + e.getMessage(), false, null));
            return;
        }
        Duration left = untilDeadline();
        Duration patience = left.compareTo(agent.turnTimeout()) < 0 ? left : agent.turnTimeout();
        exchange = means.client().send(encoded, patience, receiver(endpoint));
        if (cancelled) {
            exchange.cancel();
        }
    }

    private Receiver receiver(ModelEndpoint endpoint) {
        if (!agent.stream()) {
            return answer -> guarded(
                    () -> received(endpoint, answer, whole -> JsonAnswers.parse(whole.bytes(), whole.length())));
        }
        String message = Voice.mark(request);
        StreamedAnswer streamed = new StreamedAnswer(endpoint.api().stream(), words -> say(message, words));
        return new Receiver() {
            @Override
            public void more(byte[] bytes, int length) {
                guarded(() -> streamed.more(bytes, length));
            }

            @Override
            public void receive(Answer answer) {
                guarded(() -> received(endpoint, answer, streamed::whole));
            }
        };
    }

    private void say(String message, String words) {
        if (!cancelled) {
            voice.says(message, words);
        }
    }

    /** Makes one JSON of an answer. */
    private interface Reading {
        JsonNode of(Answer.Received received) throws IOException, ModelApi.Unreadable;
    }

    private Request encode(ModelEndpoint endpoint) throws IOException, RevealedSecrets.Missing {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", agent.stream() ? "text/event-stream" : "application/json");
        headers.put("User-Agent", "baton");
        headers.putAll(endpoint.api().headers());
        headers.putAll(secrets.reveal(endpoint.headers()));
        // A repeated turn is the same turn: providers that know the header do not charge it twice.
        headers.put(
                "Idempotency-Key", request.attempt() + "-" + (request.turns().size() + 1));
        headers.put("traceparent", request.traceparent());
        if (endpoint.key() != null) {
            headers.putAll(endpoint.api().headers(secrets.reveal(endpoint.key())));
        }
        RequestHead head;
        try {
            head = RequestHead.post(endpoint.url(), headers);
        } catch (IllegalArgumentException e) {
            // The message could show the value of a header that is secret.
            throw new IllegalArgumentException("its URL, its headers or its key cannot be sent", e);
        }
        ModelRequest asked = question.apply(endpoint);
        ObjectNode form = endpoint.api().body(asked);
        if (agent.stream()) {
            endpoint.api().stream(form);
        }
        return head.request("", body -> MAPPER.writeValue(body, form));
    }

    private void received(ModelEndpoint endpoint, Answer answer, Reading reading) {
        String model = "model " + endpoint;
        switch (answer) {
            case Answer.Received received when received.status() == OK -> understood(endpoint, received, reading);
            case Answer.Received received -> missed(endpoint, refused(model, received));
            case Answer.TimedOut ignored ->
                missed(endpoint, again(ErrorKind.TIMEOUT, model + " did not answer in time"));
            case Answer.Unreachable lost ->
                missed(endpoint, again(ErrorKind.UNAVAILABLE, model + ": " + lost.reason()));
            case Answer.Busy busy ->
                missed(endpoint, again(ErrorKind.UNAVAILABLE, model + " was not asked: " + busy.reason()));
            case Answer.NotHttp odd ->
                missed(endpoint, again(ErrorKind.UNAVAILABLE, model + " did not answer with HTTP: " + odd.reason()));
            case Answer.Untrusted untrusted ->
                missed(endpoint, new Miss(ErrorKind.UNAVAILABLE, model + ": " + untrusted.reason(), false, null));
            case Answer.Forbidden forbidden ->
                missed(endpoint, new Miss(ErrorKind.POLICY, model + ": " + forbidden.reason(), false, null));
            case Answer.TooLarge large ->
                missed(
                        endpoint,
                        new Miss(
                                ErrorKind.INVALID_OUTPUT,
                                model + " answered more than " + large.bytesMax() + " bytes",
                                false,
                                null));
            case Answer.Cancelled ignored ->
                result.complete(failed(ErrorKind.CANCELLED, "the call was cancelled", null));
        }
    }

    private static Miss again(ErrorKind kind, String message) {
        return new Miss(kind, message, true, null);
    }

    private void understood(ModelEndpoint endpoint, Answer.Received received, Reading reading) {
        ModelAnswer said;
        try {
            said = endpoint.api().read(reading.of(received));
        } catch (ModelApi.Unreadable e) {
            missed(endpoint, again(ErrorKind.UNAVAILABLE, "model " + endpoint + ": " + e.getMessage()));
            return;
        } catch (IOException e) {
            missed(
                    endpoint,
                    again(
                            ErrorKind.UNAVAILABLE,
                            "model " + endpoint + " did not answer with JSON: " + JsonAnswers.reason(e)));
            return;
        }
        result.complete(verdict.apply(said, new Verdict.Reached(endpoint, tries)));
    }

    private Miss refused(String model, Answer.Received received) {
        int status = received.status();
        boolean again =
                status == REQUEST_TIMEOUT || status == CONFLICT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        String message = model + " answered " + status + quote(received);
        return new Miss(
                again ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                message,
                again,
                again ? RetryAfter.parse(received.retryAfter(), means.clock().instant()) : null);
    }

    /** What the provider says about it; some repeat the key, or a header. */
    private String quote(Answer.Received received) {
        String text = received.text();
        try {
            JsonNode told = JsonAnswers.parse(received.bytes(), received.length())
                    .path("error")
                    .path("message");
            text = told.isTextual() ? told.textValue() : text;
        } catch (IOException e) {
            // Not JSON: shown as text.
        }
        String shown = secrets.hidden(text).strip();
        if (shown.length() > QUOTED_CHARS_MAX) {
            shown = shown.substring(0, QUOTED_CHARS_MAX) + "…";
        }
        return shown.isEmpty() ? "" : ": " + shown;
    }

    /** On to the next model, the next round, or the end. */
    private void missed(ModelEndpoint endpoint, Miss miss) {
        worst = worst == null || miss.again() || !worst.again() ? miss : worst;
        if (miss.retryAfter() != null
                && (shortestWish == null || miss.retryAfter().compareTo(shortestWish) < 0)) {
            shortestWish = miss.retryAfter();
        }
        if (miss.again()) {
            index++;
        } else {
            left.remove(index);
        }
        if (index < left.size()) {
            executor.execute(() -> guarded(this::ask));
        } else if (left.isEmpty() || round >= ROUNDS_MAX) {
            giveUp(worst);
        } else {
            nextRound(worst);
        }
    }

    private void nextRound(Miss last) {
        Duration pause = means.pause().multipliedBy(1L << (round - 1));
        pause = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
        if (shortestWish != null && shortestWish.compareTo(pause) > 0) {
            pause = shortestWish;
        }
        if (pause.compareTo(untilDeadline()) >= 0) {
            giveUp(last);
            return;
        }
        round++;
        index = 0;
        shortestWish = null;
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> guarded(this::ask));
    }

    private void giveUp(Miss last) {
        String others = agent.models().size() == 1
                ? ""
                : " (the last of " + agent.models().size() + " models asked)";
        result.complete(failed(last.kind(), last.message() + others, shortestWish));
    }

    private static AttemptResult failed(ErrorKind kind, String message, @Nullable Duration retryAfter) {
        return new AttemptResult.Failed(RunError.of(kind, message), retryAfter);
    }
}

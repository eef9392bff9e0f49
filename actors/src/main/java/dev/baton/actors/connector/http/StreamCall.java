package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.EventReceiver;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.Voice;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request that is answered by a stream of events, which is taken up again where it breaks, if the agent can do that. */
final class StreamCall implements AgentConnector.Call {

    /** In a row, without an event between them: a stream that breaks so often has ended. */
    static final int RESUMES_MAX = 5;

    private static final int REDIRECT_MIN = 300;

    /** If the agent does not say how long to wait before a stream is taken up again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    private final AttemptRequest request;
    private final HttpAgent.Reachable agent;
    private final Events events;
    private final Reading reading;
    private final Sender sender;
    private final RevealedSecrets secrets;
    private final String name;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private final Voice voice = new Voice();
    private volatile @Nullable Sent sent;
    private volatile boolean over;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean silent;
    private @Nullable JsonNode first;
    private @Nullable JsonNode last;
    private @Nullable String place;
    private int resumes;

    StreamCall(
            AttemptRequest request, HttpAgent.Reachable agent, Events events, Sender sender, RevealedSecrets secrets) {
        this.request = request;
        this.agent = agent;
        this.events = events;
        this.reading = Objects.requireNonNullElse(agent.reading(), Reading.PLAIN);
        this.sender = sender;
        this.secrets = secrets;
        this.name = "agent " + request.agent().name();
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return result;
    }

    @Override
    public void listen(AgentConnector.Ear listener) {
        voice.listen(listener);
    }

    @Override
    public void cancel() {
        leave();
    }

    @Override
    public void leave() {
        over = true;
        hangUp();
    }

    private void hangUp() {
        Sent open = sent;
        if (open != null) {
            open.cancel();
        }
    }

    StreamCall begin() {
        send(Question.first(request, agent));
        watchSilence();
        return this;
    }

    private Duration left() {
        return Duration.between(sender.clock().instant(), request.deadline());
    }

    private void send(Question question) {
        heardNanos = System.nanoTime();
        silent = false;
        Sent open = sender.send(
                question, secrets, left(), error -> complete(new AttemptResult.Failed(error, null)), new Incoming());
        sent = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    /** One answer; whatever goes wrong while it is read ends the call. */
    private final class Incoming implements Receiver {

        private final EventReceiver inner = new EventReceiver(StreamCall.this::heard, this::ended);

        @Override
        public void more(byte[] bytes, int length) {
            heardNanos = System.nanoTime();
            guarded(() -> inner.more(bytes, length));
        }

        @Override
        public void receive(Answer answer) {
            guarded(() -> inner.receive(answer));
        }

        private void ended(Answer answer, boolean streamed) {
            String said = inner.events().lastId();
            place = said == null ? place : said;
            StreamCall.this.ended(answer, streamed, inner.events().retry(PAUSE));
        }
    }

    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void heard(ServerSentEvents.Event event) {
        if (result.isDone()) {
            return;
        }
        resumes = 0;
        JsonNode said = json(event.data());
        first = first == null ? said : first;
        tell(said);
        if (event.name().equals(events.failure())) {
            fail(ErrorKind.UNAVAILABLE, "failed: " + reading.reason(said));
        } else if (reading.failure(name, said).isPresent()) {
            complete(new AttemptResult.Failed(reading.failure(name, said).get(), null));
        } else if (event.name().equals(events.result())) {
            complete(reading.success(name, said));
        } else if (events.result() == null && reading.has(said)) {
            last = said;
        }
        if (result.isDone()) {
            // What comes behind the answer is not waited for.
            hangUp();
        }
    }

    private void tell(JsonNode said) {
        JsonNode words = events.words() == null ? null : said.at(events.words());
        if (words != null && words.isTextual()) {
            voice.says(request.attempt(), words.textValue());
        }
    }

    private static JsonNode json(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonAnswers.parse(bytes, bytes.length);
        } catch (IOException words) {
            return TextNode.valueOf(data);
        }
    }

    private void ended(Answer answer, boolean streamed, Duration pause) {
        if (result.isDone() || over) {
            complete(AnswerReader.read(
                    request, new Answer.Cancelled(), sender.clock().instant()));
        } else if (answer instanceof Answer.Received received && received.status() < REDIRECT_MIN) {
            whole(received, streamed, pause);
        } else if (silent || answer instanceof Answer.Unreachable) {
            broken(answer, pause);
        } else {
            complete(AnswerReader.read(request, answer, sender.clock().instant()));
        }
    }

    private void whole(Answer.Received received, boolean streamed, Duration pause) {
        JsonNode answer = last;
        if (!streamed && first == null) {
            complete(
                    AnswerReader.read(request, received, reading, sender.clock().instant()));
        } else if (answer != null) {
            complete(reading.success(name, answer));
        } else if (resumable()) {
            resume(pause);
        } else {
            String missing = events.result() == null ? "one that has an output" : events.result();
            fail(ErrorKind.INVALID_OUTPUT, "ended its stream of events without " + missing);
        }
    }

    private void broken(Answer answer, Duration pause) {
        if (resumable()) {
            resume(pause);
        } else if (silent) {
            fail(ErrorKind.TIMEOUT, "said nothing for " + events.idle());
        } else if (answer instanceof Answer.Unreachable lost) {
            result.completeExceptionally(new AgentConnector.TransientFault(name + ": " + lost.reason(), lost.cause()));
        }
    }

    private boolean resumable() {
        return events.resume() != null
                && place != null
                && place.chars().allMatch(character -> character >= ' ' && character < 0x7F)
                && first != null
                && resumes < RESUMES_MAX;
    }

    private void resume(Duration pause) {
        resumes++;
        Ask ask = Objects.requireNonNull(events.resume());
        Duration wait = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
        after(wait, () -> send(new Question(request, agent, ask, first, place)));
    }

    /** Whatever comes counts, also comments that only say that the agent lives. */
    private void watchSilence() {
        long left = events.idle().toNanos() - (System.nanoTime() - heardNanos);
        if (left <= 0 && !silent) {
            silent = true;
            hangUp();
        }
        after(left > 0 ? Duration.ofNanos(left) : events.idle(), this::watchSilence);
    }

    private void after(Duration pause, Runnable then) {
        CompletableFuture.delayedExecutor(pause.toMillis() + 1, TimeUnit.MILLISECONDS, ForkJoinPool.commonPool())
                .execute(() -> {
                    if (!over && !result.isDone()) {
                        guarded(then);
                    }
                });
    }

    private void fail(ErrorKind kind, String message) {
        complete(new AttemptResult.Failed(RunError.of(kind, name + " " + message), null));
    }

    private void complete(AttemptResult outcome) {
        result.complete(new Discretion(agent, secrets).of(outcome));
    }
}

package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Told;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Looks for the answer among the messages of a stream while they come; an agent need not end the stream behind it. */
final class EventAnswer implements Receiver {

    private static final int FAILURE_MIN = 300;

    /** If the agent does not say how long to wait before the stream is taken up again. */
    private static final Duration PAUSE_USUAL = Duration.ofSeconds(1);

    private final ServerSentEvents events = new ServerSentEvents();
    private final Predicate<JsonNode> isAnswer;
    private final UnaryOperator<JsonNode> shown;
    private final Function<Answer, Heard> whole;
    private final Consumer<Told> receiver;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable Sent exchange;
    private boolean streamed;

    /**
     * @param shown a message as it may be passed on
     * @param whole what an answer is that is no stream
     */
    EventAnswer(
            Predicate<JsonNode> isAnswer,
            UnaryOperator<JsonNode> shown,
            Function<Answer, Heard> whole,
            Consumer<Told> receiver) {
        this.isAnswer = isAnswer;
        this.shown = shown;
        this.whole = whole;
        this.receiver = receiver;
    }

    /** What comes after the answer is not waited for. */
    void of(Sent own) {
        exchange = own;
        if (done.get()) {
            own.cancel();
        }
    }

    @Override
    public void more(byte[] bytes, int length) {
        if (length == 0 || bytes[0] == '{') {
            return;
        }
        for (String data : events.more(bytes, length)) {
            streamed = true;
            take(data);
        }
    }

    private void take(String data) {
        if (data.isBlank()) {
            return;
        }
        byte[] json = data.getBytes(StandardCharsets.UTF_8);
        try {
            JsonNode message = JsonAnswers.parse(json, json.length);
            if (isAnswer.test(message)) {
                tell(new Told.Whole(new Heard.Json(shown.apply(message), null)));
                Sent open = exchange;
                if (open != null) {
                    open.cancel();
                }
            }
        } catch (IOException notForUs) {
            // The answer may still come.
        }
    }

    private void tell(Told told) {
        if (done.compareAndSet(false, true)) {
            receiver.accept(told);
        }
    }

    @Override
    public void receive(Answer answer) {
        if (answer instanceof Answer.Received received && received.status() < FAILURE_MIN) {
            more(received.bytes(), received.length());
        }
        boolean ended = answer instanceof Answer.Received || answer instanceof Answer.Unreachable;
        String place = events.lastId();
        tell(
                streamed && ended && place != null
                        ? new Told.Cut(place, events.retry(PAUSE_USUAL))
                        : new Told.Whole(whole.apply(answer)));
    }
}

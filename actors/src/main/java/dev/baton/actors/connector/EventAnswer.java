package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Told;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Looks for the answer among the messages of a stream while they come; an agent need not end the stream behind it. */
final class EventAnswer implements Receiver {

    /** If the agent does not say how long to wait before the stream is taken up again. */
    private static final Duration PAUSE_USUAL = Duration.ofSeconds(1);

    private final EventReceiver stream = new EventReceiver(this::take, this::ended);
    private final Predicate<JsonNode> isAnswer;
    private final UnaryOperator<JsonNode> shown;
    private final Function<Answer, Heard> whole;
    private final Consumer<Told> receiver;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable Sent exchange;

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
        stream.more(bytes, length);
    }

    @Override
    public void receive(Answer answer) {
        stream.receive(answer);
    }

    /** After what is no message the answer may still come. */
    private void take(ServerSentEvents.Event event) {
        JsonAnswers.parsed(event.data()).filter(isAnswer).ifPresent(message -> {
            tell(new Told.Whole(new Heard.Json(shown.apply(message), null)));
            Sent open = exchange;
            if (open != null) {
                open.cancel();
            }
        });
    }

    private void tell(Told told) {
        if (done.compareAndSet(false, true)) {
            receiver.accept(told);
        }
    }

    private void ended(Answer answer, boolean streamed) {
        boolean ended = answer instanceof Answer.Received || answer instanceof Answer.Unreachable;
        String place = stream.events().lastId();
        tell(
                streamed && ended && place != null
                        ? new Told.Cut(place, stream.events().retry(PAUSE_USUAL))
                        : new Told.Whole(whole.apply(answer)));
    }
}

package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Follower;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Passes on the messages of a stream while they come. */
final class EventStream implements Receiver {

    private final ServerSentEvents events = new ServerSentEvents();
    private final UnaryOperator<JsonNode> shown;
    private final Function<Answer, Heard> whole;
    private final Follower follower;
    private boolean streamed;

    /**
     * @param shown a message as it may be passed on
     * @param whole what an answer is that is no stream
     */
    EventStream(UnaryOperator<JsonNode> shown, Function<Answer, Heard> whole, Follower follower) {
        this.shown = shown;
        this.whole = whole;
        this.follower = follower;
    }

    @Override
    public void more(byte[] bytes, int length) {
        if (length == 0 || bytes[0] == '{') {
            return;
        }
        for (String data : events.more(bytes, length)) {
            byte[] json = data.getBytes(StandardCharsets.UTF_8);
            try {
                JsonNode message = shown.apply(JsonAnswers.parse(json, json.length));
                streamed = true;
                follower.message(message);
            } catch (IOException notForUs) {
                // Streams only say early what can be asked for as well.
            }
        }
    }

    @Override
    public void receive(Answer answer) {
        follower.ended(streamed ? null : whole.apply(answer));
    }
}

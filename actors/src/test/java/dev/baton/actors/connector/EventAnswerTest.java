package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Told;
import dev.baton.actors.connector.client.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventAnswerTest {

    private static final Heard WHOLE = new Heard.Json(JsonNodeFactory.instance.textNode("whole"), null);

    private final List<Told> told = new ArrayList<>();
    private final EventAnswer answer =
            new EventAnswer(message -> message.path("id").asInt() == 7, message -> message, ended -> WHOLE, told::add);

    private void more(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.more(bytes, bytes.length);
    }

    private void ends(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.receive(new Answer.Received(200, null, null, null, null, bytes, bytes.length, false));
    }

    @Test
    void theAnswerIsTakenBeforeTheStreamEnds() {
        String stream = "data: {\"method\":\"notifications/progress\"}\n\ndata: {\"id\":7,\"result\":{}}\n\n";
        more(stream);
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Told.Whole.class,
                        whole -> assertThat(((Heard.Json) whole.heard())
                                        .body()
                                        .path("id")
                                        .asInt())
                                .isEqualTo(7));

        ends(stream + "data: {\"id\":7,\"result\":{\"later\":true}}\n\n");
        assertThat(told).as("once").hasSize(1);
    }

    @Test
    void aStreamThatEndsBeforeTheAnswerCanBeTakenUpAgainWhereItSaysSo() {
        ends("id: place-3\nretry: 250\ndata: \n\n");
        assertThat(told).containsExactly(new Told.Cut("place-3", Duration.ofMillis(250)));
    }

    @Test
    void aStreamThatSaysNoPlaceIsWhatItWas() {
        ends("data: {\"method\":\"notifications/progress\"}\n\n");
        assertThat(told).containsExactly(new Told.Whole(WHOLE));
    }

    @Test
    void whatIsNoStreamIsReadAsEver() {
        ends("{\"id\":7,\"result\":{}}");
        assertThat(told).containsExactly(new Told.Whole(WHOLE));
    }
}

package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An answer that comes little by little; the words are passed on, the whole is put together for the end. */
final class StreamedAnswer {

    /** Of Chat Completions: nothing comes after it. */
    private static final String DONE = "[DONE]";

    private final ServerSentEvents events = new ServerSentEvents();
    private final ModelStream stream;
    private final Consumer<String> listener;
    private ModelApi.@Nullable Unreadable failure;
    private boolean streamed;

    StreamedAnswer(ModelStream stream, Consumer<String> listener) {
        this.stream = stream;
        this.listener = listener;
    }

    void more(byte[] bytes, int length) {
        StringBuilder words = new StringBuilder();
        for (String data : events.more(bytes, length)) {
            streamed = true;
            if (failure == null && !data.equals(DONE)) {
                words.append(next(data));
            }
        }
        if (!words.isEmpty()) {
            listener.accept(words.toString());
        }
    }

    private String next(String data) {
        byte[] json = data.getBytes(StandardCharsets.UTF_8);
        try {
            return stream.next(JsonAnswers.parse(json, json.length));
        } catch (IOException e) {
            failure = new ModelApi.Unreadable("an event of the stream is no JSON: " + JsonAnswers.reason(e));
        } catch (ModelApi.Unreadable e) {
            failure = e;
        }
        return "";
    }

    /** As if it had come in one piece, which is how servers answer that cannot stream. */
    JsonNode whole(Answer.Received received) throws IOException, ModelApi.Unreadable {
        if (!streamed) {
            return JsonAnswers.parse(received.bytes(), received.length());
        }
        if (failure != null) {
            throw failure;
        }
        return stream.whole();
    }
}

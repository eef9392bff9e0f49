package dev.baton.http.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What agents say while they say it, as messages; heard on any thread, told on that of the stream. */
final class Words {

    /** A reader that is slower than the agents gets no more at a time; the rest is left out. */
    private static final int WAITING_MAX = 1_000;

    /** A longer message is not remembered as a whole. */
    private static final int LATEST_CHARS_MAX = 1_000_000;

    private final Deque<Speech> heard = new ArrayDeque<>();
    private CompletableFuture<Void> more = new CompletableFuture<>();

    /** Messages that have begun and not ended, by the path of the step. */
    private final Map<String, String> open = new LinkedHashMap<>();

    private final StringBuilder latest = new StringBuilder();
    private @Nullable String latestMessage;

    void hear(Speech speech) {
        CompletableFuture<Void> waiter;
        synchronized (this) {
            if (heard.size() >= WAITING_MAX) {
                return;
            }
            heard.add(speech);
            waiter = more;
        }
        waiter.complete(null);
    }

    /** Completes when there is something to tell. */
    synchronized CompletableFuture<Void> more() {
        return more;
    }

    List<JsonNode> tell() {
        List<Speech> now;
        synchronized (this) {
            now = List.copyOf(heard);
            heard.clear();
            if (more.isDone()) {
                more = new CompletableFuture<>();
            }
        }
        List<JsonNode> events = new ArrayList<>();
        now.forEach(speech -> tell(speech, events));
        return events;
    }

    private void tell(Speech speech, List<JsonNode> events) {
        String message = speech.message();
        String before = open.put(speech.path(), message);
        if (!message.equals(before)) {
            if (before != null) {
                events.add(end(before));
            }
            events.add(
                    AgUi.event("TEXT_MESSAGE_START").put("messageId", message).put("role", "assistant"));
        }
        if (!message.equals(latestMessage)) {
            latestMessage = message;
            latest.setLength(0);
        }
        if (latest.length() < LATEST_CHARS_MAX) {
            latest.append(speech.words());
        }
        events.add(AgUi.event("TEXT_MESSAGE_CONTENT").put("messageId", message).put("delta", speech.words()));
    }

    /** Ends the messages of steps that are over. */
    List<JsonNode> endOfSteps(RunState state) {
        List<JsonNode> events = new ArrayList<>();
        for (Iterator<Map.Entry<String, String>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, String> one = all.next();
            @Nullable StepState step = state.step(one.getKey());
            if (step == null || step.activity() == null) {
                events.add(end(one.getValue()));
                all.remove();
            }
        }
        return events;
    }

    List<JsonNode> endOfAll() {
        List<JsonNode> events = open.values().stream().<JsonNode>map(Words::end).toList();
        open.clear();
        return events;
    }

    private static ObjectNode end(String message) {
        return AgUi.event("TEXT_MESSAGE_END").put("messageId", message);
    }

    /** Whether the latest message was exactly this. */
    boolean wasLast(String text) {
        return latest.length() == text.length() && latest.toString().equals(text);
    }
}

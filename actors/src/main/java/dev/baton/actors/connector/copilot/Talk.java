package dev.baton.actors.connector.copilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a conversation since a place in it. What comes before the own message (a greeting) is no answer to it, and the own
 * messages come back among those of the agent.
 */
final class Talk {

    /** Whoever says more in one turn gets nowhere. */
    static final int ACTIVITIES_MAX = 1_000;

    private final String user;
    private final String key;
    private final List<JsonNode> answers = new ArrayList<>();
    private @Nullable String place;
    private boolean told;
    private boolean over;

    /** @param key of the own message that is to be answered */
    Talk(String user, String key, @Nullable String place) {
        this.user = user;
        this.key = key;
        this.place = place;
    }

    /** @return whether there was anything new */
    boolean take(JsonNode page) {
        JsonNode next = page.path("watermark");
        boolean moved = next.isValueNode()
                && !next.isNull()
                && !next.asText().isEmpty()
                && !Objects.equals(next.asText(), place);
        if (moved) {
            place = next.asText();
        }
        page.path("activities").forEach(this::one);
        return moved && !page.path("activities").isEmpty();
    }

    private void one(JsonNode activity) {
        String type = activity.path("type").asText();
        if (activity.path("from").path("id").asText().equals(user)) {
            told = told
                    || activity.path("channelData")
                            .path(CopilotAgent.MARK)
                            .asText()
                            .equals(key);
        } else if (told && type.equals("message") && answers.size() < ACTIVITIES_MAX) {
            answers.add(activity);
        } else if (told && type.equals("endOfConversation")) {
            over = true;
        }
    }

    /** Behind what was taken. */
    @Nullable
    String place() {
        return place;
    }

    /** Whether the agent has been told. */
    boolean isTold() {
        return told;
    }

    boolean isAnswered() {
        return !answers.isEmpty();
    }

    /** Whether the agent has ended the conversation. */
    boolean isOver() {
        return over;
    }

    int length() {
        return answers.size();
    }

    boolean asks() {
        return !over
                && isAnswered()
                && answers.getLast().path("inputHint").asText().equals("expectingInput");
    }

    /** The last message, with what can be chosen. */
    JsonNode question() {
        JsonNode last = answers.getLast();
        JsonNode actions = last.path("suggestedActions").path("actions");
        if (actions.isEmpty()) {
            return TextNode.valueOf(text());
        }
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("text", text());
        ArrayNode options = question.putArray("options");
        actions.forEach(action ->
                options.add(action.path("value").asText(action.path("title").asText())));
        return question;
    }

    String text() {
        return answers.stream()
                .map(answer -> answer.path("text").asText())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    ArrayNode activities() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        answers.forEach(all::add);
        return all;
    }
}

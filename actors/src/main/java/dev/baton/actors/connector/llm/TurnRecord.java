package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a turn: what the model said, not what it read, which is made anew from the turns before. What came of
 * its calls is stored with the step instances that did them.
 *
 * @param said of the model
 * @param refused for each use why nobody was called; null for those for which somebody was
 * @param feedback what was wrong with the answer; null if nothing was
 */
record TurnRecord(
        ModelAnswer said,
        List<@Nullable String> refused,
        @Nullable String feedback) {

    /** How the model was reached, and at what price. */
    ObjectNode facts(String asked, int tries, @Nullable String prices) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", said.model().isEmpty() ? asked : said.model());
        if (!said.id().isEmpty()) {
            json.put("id", said.id());
        }
        if (tries > 1) {
            json.put("tries", tries);
        }
        if (prices != null) {
            json.put("prices", prices);
        }
        return json;
    }

    /** What the next turn is made of. @param withText whether the text belongs to it: the last one is the output */
    ObjectNode contents(boolean withText) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (withText && !said.text().isEmpty()) {
            json.put("text", said.text());
        }
        if (!said.uses().isEmpty()) {
            ArrayNode uses = json.putArray("uses");
            for (int i = 0; i < said.uses().size(); i++) {
                use(uses.addObject(), said.uses().get(i), refused.get(i));
            }
        }
        if (feedback != null) {
            json.put("feedback", feedback);
        }
        return json;
    }

    private static void use(ObjectNode json, ToolUse use, @Nullable String why) {
        json.put("id", use.id()).put("tool", use.tool()).put("arguments", use.arguments());
        if (why != null) {
            json.put("refused", why);
        }
    }

    static boolean hasFeedback(AgentTurn.Past turn) {
        return json(turn).has("feedback");
    }

    /** Whether it has contents that are deleted, so that nobody can go on from it. */
    static boolean isGone(AgentTurn.Past turn) {
        return turn.contents() != null && turn.contents().text() == null;
    }

    private static JsonNode json(AgentTurn.Past turn) {
        if (turn.contents() == null) {
            return turn.record().json();
        }
        return turn.contents().text() == null
                ? MissingNode.getInstance()
                : turn.contents().text().json();
    }

    /** The turn as the model is reminded of it. */
    static Conversation.Exchange exchange(AgentTurn.Past turn) {
        JsonNode json = json(turn);
        List<ToolUse> uses = new ArrayList<>();
        List<Conversation.ToolAnswer> answers = new ArrayList<>();
        int called = 0;
        for (JsonNode one : json.path("uses")) {
            ToolUse use = new ToolUse(
                    one.path("id").asText(),
                    one.path("tool").asText(),
                    one.path("arguments").asText());
            uses.add(use);
            if (one.has("refused")) {
                answers.add(new Conversation.ToolAnswer(
                        use.id(), use.tool(), one.get("refused").asText(), true));
            } else {
                answers.add(answer(use, turn.results().get(called++)));
            }
        }
        return new Conversation.Exchange(
                json.path("text").asText(""),
                uses,
                answers,
                json.has("feedback") ? json.get("feedback").asText() : null);
    }

    private static Conversation.ToolAnswer answer(ToolUse use, AgentTurn.Result result) {
        if (result.error() != null) {
            return new Conversation.ToolAnswer(
                    use.id(),
                    use.tool(),
                    result.error().kind().code() + ": " + result.error().message(),
                    true);
        }
        JsonNode output =
                result.output() == null ? Payload.NULL.json() : result.output().json();
        return new Conversation.ToolAnswer(
                use.id(), use.tool(), output instanceof TextNode text ? text.textValue() : output.toString(), false);
    }
}

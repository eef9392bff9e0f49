package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server asks of a person, by the key of each question, and what the person has said. */
final class Elicitations {

    private static final String ASKS = "elicitation/create";

    /** Of one answer of a server. */
    private static final int AT_ONCE_MAX = 20;

    private Elicitations() {}

    /** Why nobody can answer this; null if somebody can. */
    static @Nullable String problem(JsonNode requests) {
        if (requests.isEmpty() || requests.size() > AT_ONCE_MAX) {
            return "it asks " + requests.size() + " questions at once";
        }
        for (JsonNode request : requests) {
            String method = request.path("method").asText();
            if (!method.equals(ASKS)
                    || request.at("/params/mode").asText("form").equals("url")) {
                return "it wants " + method + ", which nobody does here: only forms are put to people";
            }
        }
        return null;
    }

    static List<Payload> questions(JsonNode requests, AttemptRequest attempt) {
        List<Payload> questions = new ArrayList<>();
        for (JsonNode request : requests) {
            ObjectNode question = JsonNodeFactory.instance.objectNode();
            question.put("agent", attempt.agent().name());
            question.put("question", request.at("/params/message").asText());
            question.set("form", request.at("/params/requestedSchema"));
            question.set("input", attempt.input().json());
            questions.add(new Payload(question));
        }
        return questions;
    }

    /** What a person is told who is to allow something. */
    static Payload invitation(URI url, McpAgent agent, AttemptRequest attempt) {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("agent", attempt.agent().name());
        question.put(
                "question",
                "The agent " + attempt.agent().name() + " may not use " + agent.url()
                        + " yet. Allow it where 'url' leads, then answer.");
        question.put("authorization", true).put("url", url.toString());
        question.set("input", attempt.input().json());
        return new Payload(question);
    }

    static String shown(JsonNode requests) {
        return requests.valueStream()
                .map(request -> request.at("/params/message").asText())
                .collect(Collectors.joining("; "));
    }

    /** @param asked the questions, in the order of the results */
    static ObjectNode responses(JsonNode asked, List<AgentTurn.Result> results) {
        ObjectNode responses = JsonNodeFactory.instance.objectNode();
        Iterator<AgentTurn.Result> each = results.iterator();
        for (Map.Entry<String, JsonNode> request : asked.properties()) {
            AgentTurn.Result result = each.next();
            ObjectNode response = responses.putObject(request.getKey());
            if (result.output() == null) {
                boolean refused = result.error() != null && result.error().kind() == ErrorKind.REJECTED;
                response.put("action", refused ? "decline" : "cancel");
            } else {
                response.put("action", "accept");
                response.set(
                        "content",
                        content(request.getValue().at("/params/requestedSchema/properties"), result.output()));
            }
        }
        return responses;
    }

    /** A form is an object; a bare answer is that to its only field. What is left out is what the form says then. */
    private static JsonNode content(JsonNode fields, Payload output) {
        JsonNode json = output.json();
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        if (json instanceof ObjectNode form) {
            content.setAll(form);
        } else {
            content.set(fields.size() == 1 ? fields.fieldNames().next() : "answer", json);
        }
        fields.properties().forEach(field -> {
            if (field.getValue().has("default") && !content.has(field.getKey())) {
                content.set(field.getKey(), field.getValue().get("default"));
            }
        });
        return content;
    }

    /** What was said to this question in an earlier turn; null if it was not put to anybody. */
    static @Nullable ObjectNode said(JsonNode question, List<AgentTurn.Past> turns) {
        for (AgentTurn.Past turn : turns) {
            JsonNode asked = turn.record().json().path("asked");
            for (Map.Entry<String, JsonNode> one : asked.properties()) {
                if (!turn.results().isEmpty()
                        && one.getValue().path("method").equals(question.path("method"))
                        && one.getValue().path("params").equals(question.path("params"))) {
                    return (ObjectNode) responses(asked, turn.results()).get(one.getKey());
                }
            }
        }
        return null;
    }
}

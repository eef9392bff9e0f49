package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.follow.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client was asked in answer to a call, which it gives back when it repeats the call: a question of that time
 * stays answered, and an answer never goes to a later question of the same name.
 *
 * @param keys of the questions by the names under which they were asked
 */
record Asked(String run, Map<String, String> keys) {

    private static final char TO_KEY = '\t';

    static Asked of(String run, List<Question> open) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Question question : open) {
            keys.put(keys.containsKey(question.name()) ? question.key() : question.name(), question.key());
        }
        return new Asked(run, keys);
    }

    String name(Question question) {
        return question.key().equals(keys.get(question.name())) ? question.name() : question.key();
    }

    /** The answers by the keys of their questions. */
    JsonNode byKey(JsonNode responses) {
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        keys.forEach((name, key) -> {
            if (responses.has(name)) {
                answers.set(key, responses.get(name));
            }
        });
        return answers;
    }

    String text() {
        StringBuilder text = new StringBuilder(run);
        keys.forEach(
                (name, key) -> text.append('\n').append(name).append(TO_KEY).append(key));
        return text.toString();
    }

    static Asked read(String text) {
        String[] lines = text.split("\n", -1);
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int tab = lines[i].indexOf(TO_KEY);
            keys.put(lines[i].substring(0, tab), lines[i].substring(tab + 1));
        }
        return new Asked(lines[0], keys);
    }
}

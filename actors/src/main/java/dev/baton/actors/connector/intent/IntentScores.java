package dev.baton.actors.connector.intent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.IntentModel;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How near a message is to each target: the largest cosine of its vector to those of the target's texts. */
final class IntentScores {

    /** Vectors of targets' texts that are kept: each text is computed once, not with every message. */
    private static final int KEPT_MAX = 10_000;

    /** What follows is not looked at; the model itself looks at less. */
    private static final int MESSAGE_CHARS_MAX = 10_000;

    /** Digits that are recorded. */
    private static final double PRECISION = 10_000;

    private final IntentModel model;
    private final Map<String, float[]> kept = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > KEPT_MAX;
        }
    });

    IntentScores(IntentModel model) {
        this.model = model;
    }

    /** @param confidence from 0 to 1 */
    record Choice(JsonNode json, double confidence) {}

    private record Scored(String target, double score) {}

    /** @param targets lists of texts by name; at least one */
    Choice choose(String message, JsonNode targets) {
        float[] meant = model.embed(message.substring(0, Math.min(message.length(), MESSAGE_CHARS_MAX)));
        List<Scored> scored = targets.properties().stream()
                .map(target -> new Scored(target.getKey(), nearest(meant, target.getValue())))
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::target))
                .toList();
        Scored best = scored.getFirst();
        double confidence = Math.max(0, best.score());
        double next = scored.size() > 1 ? scored.get(1).score() : 0;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("handoff", best.target()).put("confidence", confidence).put("margin", rounded(best.score() - next));
        ObjectNode scores = json.putObject("scores");
        scored.forEach(one -> scores.put(one.target(), one.score()));
        return new Choice(json, confidence);
    }

    private double nearest(float[] meant, JsonNode texts) {
        double largest = -1;
        for (JsonNode text : texts) {
            largest = Math.max(largest, cosine(meant, vector(text.asText())));
        }
        return rounded(largest);
    }

    private float[] vector(String text) {
        float[] known = kept.get(text);
        if (known == null) {
            known = model.embed(text);
            kept.put(text, known);
        }
        return known;
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return Math.max(-1, Math.min(1, sum));
    }

    private static double rounded(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }
}

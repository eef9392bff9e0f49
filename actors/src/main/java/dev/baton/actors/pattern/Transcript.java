package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been said in a talk: a list of {@code {turn, speaker, message}}. */
record Transcript(JsonNode said) {

    /** @param turns how many of the talk at {@code path}, from the first */
    static Transcript of(RunState state, String path, int turns) {
        return new Transcript(state.resolve(new Value.TranscriptOf(path, turns)).json());
    }

    /** How many turns have ended. */
    static int turns(RunState state, String path) {
        int said = 0;
        while (hasEnded(state.step(InstancePath.iteration(path, said + 1)))) {
            said++;
        }
        return said;
    }

    private static boolean hasEnded(@Nullable StepState turn) {
        return turn != null && turn.status() == StepStatus.COMPLETED;
    }

    /** What the expressions of the talk see. */
    Map<String, JsonNode> variables() {
        JsonNode last = said.isEmpty() ? NullNode.getInstance() : said.get(said.size() - 1);
        return Map.of("transcript", said, "last", last, "dissent", dissent());
    }

    /** Of those whose latest message has a {@code dissent}; who says it no more has been persuaded. */
    ArrayNode dissent() {
        Map<String, JsonNode> latest = new LinkedHashMap<>();
        said.forEach(one -> latest.put(one.path("speaker").asText(), one));
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        latest.forEach((speaker, one) -> {
            JsonNode dissent = one.path("message").path("dissent");
            boolean none = dissent.isMissingNode() || dissent.isNull() || (dissent.isBoolean() && !dissent.asBoolean());
            if (!none) {
                all.addObject()
                        .put("speaker", speaker)
                        .put("turn", one.path("turn").asInt())
                        .set("dissent", dissent);
            }
        });
        return all;
    }
}

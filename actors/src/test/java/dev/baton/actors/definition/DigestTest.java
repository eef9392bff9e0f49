package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestTest {

    private static final String DEFINITION = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: w}
            spec:
              do:
                - id: a
                  set: {number: 10, half: 0.5, text: "ü", list: [1, two], yes: true, none: null}
            """;

    @Test
    void isTheSameForTheSameMeaningHoweverItIsWritten() {
        String other = """
                # A comment.
                %s
                spec:
                  do:
                  - set:
                      none: ~
                      yes: TRUE
                      list:
                      - 1.0     # one
                      - 'two'
                      text: "\\u00fc"
                      half: 5e-1
                      number: 0xA
                    "id": a
                metadata:
                  name: "w"
                kind: Workflow
                """.formatted("apiVersion: 'baton/v1'");
        String json = """
                {"spec": {"do": [{"set": {"number": 1e1, "half": 0.50, "text": "\\u00fc", "list": [1, "two"],
                \t"yes": true, "none": null}, "id": "a"}]},
                 "kind": "Workflow", "metadata": {"name": "w"}, "apiVersion": "baton/v1"}
                """;
        String aliased = DEFINITION.replace("[1, two]", "[&one 1, two]").replace("number: 10", "number: 10.000");

        assertThat(List.of(digest(other), digest(json), digest(aliased))).containsOnly(digest(DEFINITION));
    }

    @Test
    void differsWhenTheMeaningDiffers() {
        assertThat(digest(DEFINITION.replace("10", "11"))).isNotEqualTo(digest(DEFINITION));
        assertThat(digest(DEFINITION.replace("10", "\"10\""))).isNotEqualTo(digest(DEFINITION));
        assertThat(digest(DEFINITION.replace("[1, two]", "[two, 1]"))).isNotEqualTo(digest(DEFINITION));
    }

    /** Runs are restored by this digest: if it ever changes, they are lost. */
    @Test
    void neverChanges() {
        assertThat(digest(DEFINITION)).isEqualTo("ed51ee7d883c8b5cd54236e0fc844e9f53f0a61272e9b45410b8ef8d370b0096");
        assertThat(digest(Examples.LICENSE_REVIEW))
                .isEqualTo("f85634d81ccf72dcd63cbeee4cd7769f0d3e8e80e64ef510f4f6ed84c156015c");
    }

    @Test
    void doesNotDependOnTheOrderOfKeys() throws IOException {
        long seed = 7;
        Random dice = new Random(seed);
        WorkflowDefinition workflow =
                WorkflowCompiler.compile(Examples.EVERYTHING).workflows().getFirst();
        JsonNode document = FixedScope.MAPPER.readTree(workflow.canonical());

        for (int round = 0; round < 50; round++) {
            String shuffled = shuffled(document, dice).toString();
            assertThat(digest(shuffled)).as("seed %d, round %d", seed, round).isEqualTo(workflow.digest());
        }
    }

    private static JsonNode shuffled(JsonNode node, Random dice) {
        return switch (node) {
            case ObjectNode object -> {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                Collections.shuffle(names, dice);
                ObjectNode shuffled = JsonNodeFactory.instance.objectNode();
                names.forEach(name -> shuffled.set(name, shuffled(object.get(name), dice)));
                yield shuffled;
            }
            case ArrayNode array -> {
                ArrayNode same = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> same.add(shuffled(item, dice)));
                yield same;
            }
            default -> node;
        };
    }

    private static String digest(String source) {
        Compiled compiled = WorkflowCompiler.compile(source);
        assertThat(compiled.problems()).isEmpty();
        return compiled.workflows().getFirst().digest();
    }
}

package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import dev.baton.actors.pattern.Patterns;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionSchemaTest {

    private static final JsonNode PUBLISHED = DefinitionSchema.published();

    @Test
    void isAValidSchema() {
        assertThat(JsonSchemas.mistakes(PUBLISHED)).isEmpty();
    }

    @Test
    void knowsEveryKindOfStepAndOfConnector() {
        for (Pattern pattern : Patterns.ALL) {
            assertThat(PUBLISHED.at("/$defs/step-" + pattern.key() + "/required"))
                    .extracting(JsonNode::asText)
                    .contains("id", pattern.key());
        }
        assertThat(PUBLISHED.at("/$defs/step/oneOf")).hasSize(Patterns.ALL.size());
        ConnectorKinds.ALL.forEach(
                kind -> assertThat(PUBLISHED.at("/$defs/connector/properties").has(kind.key()))
                        .isTrue());
    }

    @Test
    void namesTheKindsOfFailureThatCanBeTriedAgain() {
        List<String> codes = new ArrayList<>();
        for (ErrorKind kind : ErrorKind.values()) {
            if (kind != ErrorKind.CANCELLED) {
                codes.add(kind.code());
            }
        }

        assertThat(PUBLISHED.at("/$defs/retry/properties/on/items/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(codes);
    }

    @Test
    void hasATitleAndMostlyADescriptionOrAnExampleForEveryKey() {
        List<String> bare = new ArrayList<>();
        eachProperty(PUBLISHED, "", (path, property) -> {
            boolean refers = property.has("$ref") || property.has("const");
            if (!refers && !property.has("title")) {
                bare.add(path + " has no title");
            }
            if (!refers
                    && !(property.has("description")
                            || property.has("examples")
                            || property.has("default")
                            || property.path("type").asText().equals("boolean")
                            || property.has("properties")
                            || property.path("type").asText().equals("integer"))) {
                bare.add(path + " has neither description nor example");
            }
        });

        assertThat(bare).isEmpty();
    }

    @Test
    void refusesUnknownKeysEverywhere() {
        List<String> open = new ArrayList<>();
        eachObject(PUBLISHED, "", (path, object) -> {
            if (object.has("properties")
                    && !object.has("additionalProperties")
                    && !path.isEmpty()
                    && !path.endsWith("/if")) {
                open.add(path);
            }
        });

        assertThat(open).isEmpty();
    }

    @Test
    void everyExampleInItIsValid() {
        List<String> checked = new ArrayList<>();
        eachObject(PUBLISHED, "", (path, object) -> {
            if (object.path("examples").isArray() && !path.isEmpty()) {
                Schema schema = schemaAt(path);
                object.get("examples")
                        .forEach(example -> assertThat(schema.validate(example))
                                .as("%s: %s", path, example)
                                .isEmpty());
                checked.add(path);
            }
        });

        assertThat(checked).hasSizeGreaterThan(40);
    }

    @Test
    void everyExampleOfAStepCompiles() {
        for (Pattern pattern : Patterns.ALL) {
            for (JsonNode example : pattern.schema().get("examples")) {
                ObjectNode document = SchemaText.parse(
                        "{\"apiVersion\": \"baton/v1\", \"kind\": \"Workflow\", \"metadata\": {\"name\": \"w\"}}");
                ObjectNode checks = SchemaText.parse("{\"id\": \"checks\", \"set\": {\"copyleft\": {\"ok\": true}}}");
                document.putObject("spec").putArray("do").add(checks).add(example);
                if (pattern.key().equals("parallel")) {
                    document.withObject("/spec").putArray("do").add(example);
                }
                assertThat(WorkflowCompiler.compile(document.toString()).problems())
                        .as("%s", example)
                        .isEmpty();
            }
        }
    }

    /** An editor that knows only the published schema must not contradict the compiler. */
    @Test
    void acceptsWhatTheCompilerAcceptsAndRefusesWhatItsSchemaRefuses() throws IOException {
        Schema published = JsonSchemas.compile(PUBLISHED);
        List<String> sources = new ArrayList<>(ProblemMessagesTest.cases().values());
        sources.add(Examples.LICENSE_REVIEW);
        sources.add(Examples.EVERYTHING);
        int accepted = 0;
        int refused = 0;
        for (String source : sources) {
            List<Problem> problems = WorkflowCompiler.compile(source).problems();
            List<SourceNode> documents = DefinitionSource.read(source, new Problems());
            boolean valid = documents.stream()
                    .allMatch(document -> published.validate(document.json()).isEmpty());
            if (problems.stream().noneMatch(Problem::isError)) {
                assertThat(valid).as(source).isTrue();
                accepted++;
            } else if (problems.stream().anyMatch(DefinitionSchemaTest::isOfTheSchema)) {
                assertThat(valid).as(source).isFalse();
                refused++;
            }
        }
        assertThat(accepted).isGreaterThan(5);
        assertThat(refused).isGreaterThan(15);
    }

    private static boolean isOfTheSchema(Problem problem) {
        return problem.isError()
                && (problem.code().startsWith("key.")
                        || problem.code().equals("value.type")
                        || problem.code().equals("value.unknown")
                        || problem.code().equals("value.size")
                        || problem.code().equals("step.unknown-kind")
                        || problem.code().equals("step.several-kinds"));
    }

    private static Schema schemaAt(String path) {
        ObjectNode schema = SchemaText.parse("{}");
        schema.set("$defs", PUBLISHED.get("$defs"));
        schema.put("$ref", "#/$defs/piece");
        ObjectNode definitions = ((ObjectNode) PUBLISHED.get("$defs")).deepCopy();
        definitions.set("piece", PUBLISHED.at(path));
        schema.set("$defs", definitions);
        return JsonSchemas.compile(schema);
    }

    private interface Visitor {
        void visit(String path, JsonNode node);
    }

    private static void eachObject(JsonNode node, String path, Visitor visitor) {
        if (path.endsWith("/examples") || path.endsWith("/default")) {
            return;
        }
        if (node.isObject()) {
            visitor.visit(path, node);
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                eachObject(entry.getValue(), path + "/" + entry.getKey(), visitor);
            }
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                eachObject(node.get(index), path + "/" + index, visitor);
            }
        }
    }

    private static void eachProperty(JsonNode schema, String path, Visitor visitor) {
        eachObject(schema, path, (at, node) -> {
            if (at.endsWith("/properties")) {
                node.properties().forEach(property -> visitor.visit(at + "/" + property.getKey(), property.getValue()));
            }
        });
    }
}

package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.pattern.Patterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** {@code docs/workflows.md} says what is true. */
class DocumentationTest {

    private static final Path PAGE = Path.of("../docs/workflows.md");
    private static final java.util.regex.Pattern BLOCK = java.util.regex.Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    @Test
    void everyBlockCompilesWithoutAProblem() throws IOException {
        List<String> blocks = blocks();

        assertThat(blocks).hasSizeGreaterThan(10);
        for (String block : blocks) {
            assertThat(WorkflowCompiler.compile(whole(block)).problems())
                    .as(block)
                    .isEmpty();
        }
    }

    @Test
    void everyKindOfStepAndConnectorHasAnExample() throws IOException {
        String blocks = String.join("\n", blocks());

        Patterns.ALL.forEach(
                pattern -> assertThat(blocks).containsPattern("(?m)(^|[{,] *|^ *- |^ *)" + pattern.key() + ":"));
        String pages = blocks + Files.readString(PAGE.resolveSibling("agents.md"));
        ConnectorKinds.ALL.forEach(
                kind -> assertThat(pages).containsPattern("connector:( \\{|\\n +)" + kind.key() + ":"));
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (Path page : List.of(
                PAGE,
                PAGE.resolveSibling("agents.md"),
                PAGE.resolveSibling("triggers.md"),
                PAGE.resolveSibling("webhooks.md"))) {
            pages.append(Files.readString(page));
        }
        Set<String> keys = new TreeSet<>();
        collectKeys(DefinitionSchema.published().get("$defs"), keys);

        assertThat(keys)
                .hasSizeGreaterThan(40)
                .allMatch(key -> java.util.regex.Pattern.compile("\\b" + java.util.regex.Pattern.quote(key) + "\\b")
                        .matcher(pages)
                        .find());
    }

    @Test
    void statesTheLimitsThatHold() throws IOException {
        assertThat(Files.readString(PAGE).replaceAll("\\s+", " "))
                .contains("%d levels of nesting".formatted(DefinitionSource.DEPTH_MAX))
                .contains("%,d values".formatted(DefinitionSource.NODES_MAX))
                .contains("%,d steps in a workflow".formatted(StepTree.STEPS_MAX))
                .contains("%d steps inside each other".formatted(StepTree.STEP_DEPTH_MAX))
                .contains("%,d characters in an expression".formatted(CelEnvironment.EXPRESSION_CHARS_MAX))
                .contains("%,d iterations".formatted(CelEnvironment.ITERATIONS_MAX))
                .contains("%,d list items".formatted(EvaluationBudget.LIST_ITEMS_MAX))
                .contains("%d Mi characters".formatted(EvaluationBudget.TEXT_CHARS_MAX / 1024 / 1024));
    }

    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** A block that is a list holds the steps of a workflow. */
    private static String whole(String block) {
        return block.startsWith("- ")
                ? "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  do:\n" + block.indent(4)
                : block;
    }

    private static void collectKeys(JsonNode schema, Set<String> keys) {
        schema.properties().forEach(entry -> {
            if (entry.getKey().equals("properties")) {
                entry.getValue().fieldNames().forEachRemaining(keys::add);
            }
            if (!entry.getKey().equals("examples")) {
                collectKeys(entry.getValue(), keys);
            }
        });
        if (schema.isArray()) {
            schema.forEach(item -> collectKeys(item, keys));
        }
    }
}

package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsTest {

    /** Codes that this test gives the examples of, because they would be too long for the golden file. */
    static final Set<String> CODES = Set.of(
            "source.too-large",
            "source.too-deep",
            "source.too-many-values",
            "source.too-many-documents",
            "step.too-many",
            "step.too-deep",
            "expression.too-long");

    @Test
    void refusesATextOfMoreThanOneMebibyte() {
        assertThat(codes("# " + "x".repeat(DefinitionSource.SOURCE_BYTES_MAX))).containsExactly("source.too-large");
        assertThat(codes("# " + "ü".repeat(DefinitionSource.SOURCE_BYTES_MAX / 2 + 1)))
                .containsExactly("source.too-large");
    }

    @Test
    void refusesValuesThatAreNestedTooDeep() {
        assertThat(codes("[".repeat(500_000))).containsExactly("source.too-deep");
        assertThat(codes("{a: ".repeat(200_000))).containsExactly("source.too-deep");
        assertThat(codes("- ".repeat(1_000) + "a")).containsExactly("source.too-deep");
    }

    @Test
    void refusesTooManyValues() {
        assertThat(codes("[" + "1,".repeat(DefinitionSource.NODES_MAX) + "]"))
                .containsExactly("source.too-many-values");
    }

    @Test
    void refusesAliasesThatUnfoldWithoutEnd() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int level = 1; level < 20; level++) {
            String alias = "*a" + (level - 1);
            laughs.append(
                    "a%d: &a%d [%s]%n".formatted(level, level, String.join(", ", List.of(alias, alias, alias, alias))));
        }

        assertThat(codes(laughs.toString())).containsExactly("source.too-many-values");
        assertThat(codes("a: &a [*a]")).contains("yaml.unknown-alias");
    }

    @Test
    void refusesTooManyDocuments() {
        assertThat(codes("--- a\n".repeat(DefinitionSource.DOCUMENTS_MAX + 1))).contains("source.too-many-documents");
    }

    @Test
    void refusesTooManySteps() {
        StringBuilder steps = new StringBuilder();
        for (int step = 0; step <= StepTree.STEPS_MAX; step++) {
            steps.append("    - {id: s").append(step).append(", set: 1}\n");
        }

        assertThat(codes(workflow(steps.toString()))).containsExactly("step.too-many");
    }

    @Test
    void refusesStepsThatAreNestedTooDeep() {
        StringBuilder steps = new StringBuilder("    - ");
        for (int depth = 0; depth <= StepTree.STEP_DEPTH_MAX; depth++) {
            steps.append("{id: s").append(depth).append(", sequence: [");
        }
        steps.append("{id: inner, set: 1}")
                .append("]}".repeat(StepTree.STEP_DEPTH_MAX + 1))
                .append('\n');

        assertThat(codes(workflow(steps.toString()))).containsExactly("step.too-deep");
    }

    @Test
    void refusesAnExpressionThatIsTooLong() {
        String expression = "${ " + "1 + ".repeat(CelEnvironment.EXPRESSION_CHARS_MAX / 4) + "1 }";

        assertThat(codes(workflow("    - {id: a, set: \"" + expression + "\"}\n")))
                .containsExactly("expression.too-long");
    }

    @Test
    void refusesAnExpressionThatIsNestedTooDeep() {
        String expression = "${ " + "(".repeat(4_000) + "1" + ")".repeat(4_000) + " }";

        assertThat(codes(workflow("    - {id: a, set: \"" + expression + "\"}\n")))
                .containsExactly("expression.syntax");
    }

    @Test
    void listsOnlyTheFirstProblemsAndCountsTheOthers() {
        StringBuilder steps = new StringBuilder();
        for (int step = 0; step < 500; step++) {
            steps.append("    - {id: s").append(step).append(", agnet: x}\n");
        }

        List<Problem> problems =
                WorkflowCompiler.compile(workflow(steps.toString())).problems();

        assertThat(problems).hasSize(Problems.PROBLEMS_MAX + 1);
        assertThat(problems.getLast().message()).isEqualTo("300 more problems are not shown");
    }

    private static String workflow(String steps) {
        return "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  do:\n" + steps;
    }

    private static List<String> codes(String source) {
        return WorkflowCompiler.compile(source).problems().stream()
                .map(Problem::code)
                .toList();
    }
}

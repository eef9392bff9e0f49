package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathExpressionTest {

    private static final CelEnvironment ENVIRONMENT = new CelEnvironment(Set.of("item"));
    private static final List<String> FIELDS =
            List.of("a", "b", "list", "deep", "x-y", "none", "output", "true", "loop", "in");
    private static final List<String> ROOTS =
            List.of("input", "steps", "run", "item", "iteration", "unknown", "input ");

    private static final String VALUE = """
            {'a': 1, 'b': 'two', 'list': [1, {'a': [true]}, []], 'none': null, 'x-y': 2.5, 'loop': 1, 'true': 1,
             'deep': {'a': {'b': {'list': [[1, 2], [3]]}}, 'none': null}, 'output': {'a': 'out'}}""";

    private final FixedScope scope = FixedScope.of(VALUE)
            .step("a", "{'status': 'completed', 'attempts': 1, 'output': " + VALUE + "}")
            .step("x-y", "{'status': 'failed', 'attempts': 1, 'error': {'kind': 'bug'}}")
            .step("b", "{'status': 'completed', 'attempts': 1, 'output': null}")
            .variable("item", "[" + VALUE + ", 'text']")
            .variable("iteration", "3");

    @Test
    void meansWhatCelMakesOfIt() {
        long seed = 11;
        Random dice = new Random(seed);
        int fast = 0;
        for (int round = 0; round < 8_000; round++) {
            String source = randomPath(dice);
            PathExpression path = PathExpression.parse(source, ResultType.ANY, ENVIRONMENT.variables());
            if (path == null) {
                continue;
            }
            Evaluation slow = new CelExpression(source, ResultType.ANY, ENVIRONMENT, KnownSteps.NONE).evaluate(scope);
            if (path.evaluate(scope) instanceof Evaluation.Value(JsonNode json)) {
                fast++;
                assertThat(slow).as("seed %d: %s", seed, source).isEqualTo(new Evaluation.Value(json));
            } else {
                assertThat(slow).as("seed %d: %s", seed, source).isInstanceOf(Evaluation.Failed.class);
            }
        }
        assertThat(fast).as("paths that lead to a value").isGreaterThan(1_000);
    }

    private static String randomPath(Random dice) {
        StringBuilder path = new StringBuilder(ROOTS.get(dice.nextInt(ROOTS.size())));
        int length = dice.nextInt(5);
        for (int segment = 0; segment < length; segment++) {
            String field = FIELDS.get(dice.nextInt(FIELDS.size()));
            path.append(
                    switch (dice.nextInt(8)) {
                        case 0 -> "['" + field + "']";
                        case 1 -> "[\"" + field + "\"]";
                        case 2 -> "[" + dice.nextInt(4) + "]";
                        case 3 -> "[ " + dice.nextInt(2) + " ]";
                        default -> "." + field;
                    });
        }
        return path.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps",
                "steps[0]",
                "input.a + 1",
                "input.a.size()",
                "input.?a",
                "input[a]",
                "input[-1]",
                "input['a\\n']",
                "input.a ",
                "input. a",
                "input.true",
                "input.in",
                "inputs.a",
                "true",
                "1",
                "''",
                ""
            })
    void leavesToCelWhatIsMoreThanASelection(String source) {
        assertThat(PathExpression.parse(source, ResultType.ANY, ENVIRONMENT.variables()))
                .isNull();
    }
}

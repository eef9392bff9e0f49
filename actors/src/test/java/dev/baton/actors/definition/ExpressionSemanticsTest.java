package dev.baton.actors.definition;

import static dev.baton.actors.definition.FixedScope.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionSemanticsTest {

    private static final CelEnvironment ENVIRONMENT = new CelEnvironment(Set.of("item", "branches"));
    private static final Set<String> STEPS = Set.of("a", "b", "my-step");

    private final FixedScope scope = FixedScope.of("""
            {'text': 'Apache', 'n': 3, 'x': 2.5, 'big': 9007199254740993, 'none': null, 'yes': true,
             'list': [1, 2, 3], 'mixed': [1, 'two', null, {'k': 'v'}], 'inner': {'deep': {'er': 'est'}}, 'a-b': 7}""")
            .step("a", "{'status': 'completed', 'attempts': 2, 'output': {'ok': true, 'clauses': [{'id': 'c1'}]}}")
            .step("b", "{'status': 'failed', 'attempts': 3, 'error': {'kind': 'timeout', 'message': 'late'}}")
            .step("my-step", "{'status': 'completed', 'attempts': 1, 'output': 'dashed'}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            input.text                                              | 'Apache'
            input.n + 1                                             | 4
            input.n / 2                                             | 1
            input.x * 2.0                                           | 5.0
            double(input.n) + 0.5                                   | 3.5
            input.n == 3.0                                          | true
            input.n < 3.5                                           | true
            input.big                                               | 9007199254740993
            input.none                                              | null
            input.none == null                                      | true
            has(input.none)                                         | true
            has(input.nothing)                                      | false
            input.?nothing.orValue('else')                          | 'else'
            input.?inner.?deep.er                                   | 'est'
            input['a-b']                                            | 7
            input.list.map(i, i * 2)                                | [2, 4, 6]
            input.list.filter(i, i > 1)                             | [2, 3]
            input.list.exists(i, i == 2)                            | true
            input.list[1]                                           | 2
            input.list.sort()                                       | [1, 2, 3]
            input.list.reverse()                                    | [3, 2, 1]
            input.list + [4]                                        | [1, 2, 3, 4]
            input.list.slice(1, 3)                                  | [2, 3]
            input.mixed.sortBy(m, string(type(m)))                  | !
            [3, 1, 2].sortBy(v, -v)                                 | [3, 2, 1]
            [[1], [2, [3]]].flatten()                               | [1, 2, [3]]
            [1, 1, 2].distinct()                                    | [1, 2]
            lists.range(3)                                          | [0, 1, 2]
            input.mixed                                             | [1, 'two', null, {'k': 'v'}]
            input.mixed.map(m, type(m) == string)                   | [false, true, false, false]
            input.inner                                             | {'deep': {'er': 'est'}}
            {'t': input.text, 'n': [input.n]}                       | {'t': 'Apache', 'n': [3]}
            {'t': 1, ?'u': input.?nothing}                          | {'t': 1}
            {1: 'a', true: 'b'}                                     | {'1': 'a', 'true': 'b'}
            input.inner == {'deep': {'er': 'est'}}                  | true
            'text' in input                                         | true
            'nothing' in input                                      | false
            2 in input.list                                         | true
            size(input.list) + size(input.text) + size(input.inner) | 10
            input.map(k, k)                                         | ['text', 'n', 'x', 'big', 'none', 'yes', 'list', 'mixed', 'inner', 'a-b']
            input.inner.deep.all(k, k == 'er')                      | true
            input.text.lowerAscii() + '!'                           | 'apache!'
            input.text.replace('a', 'o')                            | 'Apoche'
            'abc'.replace('', '-')                                  | '-a-b-c-'
            'aaa'.replace('a', 'b', 2)                              | 'bba'
            ['a', 'b', 'c'].join(', ')                              | 'a, b, c'
            ['', ''].join('-')                                      | '-'
            ['a', 'b'].join()                                       | 'ab'
            input.text.matches('^A.*e$')                            | true
            input.text.split('p')                                   | ['A', 'ache']
            math.greatest(input.n, 7)                               | 7
            sets.contains(input.list, [2])                          | true
            cel.bind(t, input.text, t + t)                          | 'ApacheApache'
            timestamp('2026-01-31T00:00:00Z') + duration('24h')     | '2026-02-01T00:00:00Z'
            duration('90m')                                         | 'PT1H30M'
            b'abc'                                                  | 'YWJj'
            2u                                                      | 2
            optional.none()                                         | null
            optional.of(5)                                          | 5
            input.yes ? 'ja' : 'nein'                               | 'ja'
            steps.a.output.ok                                       | true
            steps.a.output.clauses[0].id                            | 'c1'
            steps.a.status + string(steps.a.attempts)               | 'completed2'
            steps.b.error.kind                                      | 'timeout'
            has(steps.b.output)                                     | false
            has(steps.c)                                            | false
            has(steps.a) && has(steps.a.output)                     | true
            steps.?c.output.orValue('none yet')                     | 'none yet'
            steps['my-step'].output                                 | 'dashed'
            steps.`my-step`.output                                  | 'dashed'
            steps.exists(id, steps[id].status == 'failed')          | true
            steps.map(id, steps[id].attempts).exists(n, n == 3)     | true
            run.id + '/' + run.labels.team                          | 'r-1/legal'
            run.version > 1                                         | true
            """)
    void givesTheValue(String expression, String expected) {
        if (expected.equals("!")) {
            assertThat(evaluate(expression)).isInstanceOf(Evaluation.Failed.class);
            return;
        }
        assertThat(evaluate(expression)).isEqualTo(new Evaluation.Value(json(expected)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            input.nothing                  | there is no 'nothing' in input
            input.none.deeper              | 'input.none' is null, it has no 'deeper'
            input.text.deeper              | 'input.text' is a text, it has no 'deeper'
            input.list.first               | 'input.list' is a list, it has no 'first'
            input.list[3]                  | 'input.list' has 3 items, there is no [3]
            input.inner[0]                 | 'input.inner' is an object, it has no [0]
            steps.c.output                 | step 'c' has not ended
            steps.b.output                 | there is no 'output' in 'steps.b'
            iteration                      | there is no 'iteration' here
            item.name                      | there is no 'item' here
            1 / 0                          | / by zero
            input.n + 0.5                  | No matching overload for function '_+_'
            input.n + input.text           | No matching overload
            9223372036854775807 + input.n  | long overflow
            1.0 / 0.0                      | Infinity, which JSON cannot hold
            type(input)                    | JSON cannot hold
            input.list[5] + 1              | Index out of bounds
            (input.nothing)                | key 'nothing' is not present
            """)
    void failsAsAValueThatNamesTheExpression(String expression, String reason) {
        assertThat(evaluate(expression))
                .isInstanceOfSatisfying(
                        Evaluation.Failed.class,
                        failed -> assertThat(failed.message())
                                .startsWith(expression)
                                .contains(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lists.range(1000000000)",
                "lists.range(1000).map(a, lists.range(1000).map(b, a * b))",
                "lists.range(200001).all(i, i >= 0)",
                "cel.bind(a, lists.range(1000000), (a + a))",
                "lists.range(1000).map(i, lists.range(1000000)).flatten()",
                "lists.range(1000).map(i, lists.range(10000).reverse())",
                "[1].map(a, [a, a]).map(a, [a, a, a, a, a, a, a, a, a, a]).map(a, [a, a, a, a, a, a, a, a, a, a])"
                        + ".map(a, [a, a, a, a, a, a, a, a, a, a]).map(a, [a, a, a, a, a, a, a, a, a, a])"
                        + ".map(a, [a, a, a, a, a, a, a, a, a, a]).map(a, [a, a, a, a, a, a, a, a, a, a])"
            })
    void refusesToRunAway(String expression) {
        assertThat(evaluate(expression)).isInstanceOf(Evaluation.Failed.class);
    }

    @Test
    void refusesTextsThatDoubleWithoutEnd() {
        StringBuilder expression = new StringBuilder("['0123456789']");
        expression.append(".map(a, a + a)".repeat(40)).append("[0]");

        assertThat(evaluate(expression.toString()))
                .isInstanceOfSatisfying(
                        Evaluation.Failed.class,
                        failed -> assertThat(failed.message()).contains("texts of more than"));
        assertThat(evaluate("lists.range(20000).map(i, 'x').join('" + "y".repeat(8000) + "')"))
                .isInstanceOf(Evaluation.Failed.class);
        assertThat(evaluate("lists.range(20000).map(i, 'x').join('').replace('', '" + "y".repeat(8000) + "')"))
                .isInstanceOf(Evaluation.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input.inner",
                "input.inner.deep",
                "(input.inner)",
                "input.yes ? input.inner : input.list",
                "input.?inner.orValue(null)",
                "[input.inner][0]",
                "input.list",
                "steps.a.output",
                "(steps.a.output)",
                "steps['a'].output.clauses",
                "[1].map(i, input.inner)[0]",
                "cel.bind(v, steps.a.output, v)"
            })
    void returnsTheVeryValueThatItSelects(String expression) {
        JsonNode first = value(evaluate(expression));

        assertThat(value(evaluate(expression))).isSameAs(first);
    }

    @Test
    void returnsTheVeryLongTextThatItSelects() {
        TextNode document = TextNode.valueOf("clause ".repeat(1000));
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.set("document", document);
        FixedScope scope = new FixedScope(input);

        assertThat(value(compile("input.document").evaluate(scope))).isSameAs(document);
        assertThat(value(compile("true ? input.document : ''").evaluate(scope))).isSameAs(document);
        assertThat(value(compile("{'text': input.document}").evaluate(scope)).get("text"))
                .isSameAs(document);
    }

    @Test
    void doesNotTouchFieldsThatItDoesNotSelect() {
        ObjectNode inner = JsonNodeFactory.instance.objectNode().put("wanted", 1);
        Map<String, JsonNode> fields = new Untouchable();
        fields.put("inner", inner);
        FixedScope scope = new FixedScope(new ObjectNode(JsonNodeFactory.instance, fields));

        for (String expression : List.of(
                "input.inner.wanted", "input.inner.wanted + 1", "has(input.other)", "{'i': input.inner}", "[input]")) {
            assertThat(compile(expression).evaluate(scope)).isInstanceOf(Evaluation.Value.class);
        }
    }

    @Test
    void looksUpOnlyTheVariablesThatItUses() {
        compile("1 + 2").evaluate(scope);
        assertThat(scope.lookups).isZero();

        compile("true || steps.a.output.ok").evaluate(scope);
        assertThat(scope.lookups).isZero();
    }

    @Test
    void checksTheTypeOfItsResultWhenItIsKnownOnlyThen() {
        Evaluation result = compile("input.text", ResultType.BOOL).evaluate(scope);

        assertThat(result).isEqualTo(new Evaluation.Failed("input.text must be true or false, but is a text"));
        assertThat(compile("input.yes && input.n == 3", ResultType.BOOL).evaluate(scope))
                .isEqualTo(new Evaluation.Value(json("true")));
    }

    private Evaluation evaluate(String expression) {
        return compile(expression).evaluate(scope);
    }

    private static JsonNode value(Evaluation evaluation) {
        assertThat(evaluation).isInstanceOf(Evaluation.Value.class);
        return ((Evaluation.Value) evaluation).json();
    }

    private static Expression compile(String expression) {
        return compile(expression, ResultType.ANY);
    }

    static Expression compile(String expression, ResultType expected) {
        KnownSteps steps = new KnownSteps();
        steps.complete(STEPS);
        PathExpression path = PathExpression.parse(expression, expected, ENVIRONMENT.variables());
        return path != null ? path : new CelExpression(expression, expected, ENVIRONMENT, steps);
    }

    /** Fields that can be looked up, but not walked through. */
    private static final class Untouchable extends LinkedHashMap<String, JsonNode> {

        private static final long serialVersionUID = 1L;

        @Override
        public Set<Map.Entry<String, JsonNode>> entrySet() {
            throw new AssertionError("walked through");
        }

        @Override
        public Collection<JsonNode> values() {
            throw new AssertionError("walked through");
        }

        @Override
        public Set<String> keySet() {
            throw new AssertionError("walked through");
        }
    }
}

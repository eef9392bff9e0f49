package dev.baton.actors.definition;

import static dev.baton.actors.definition.FixedScope.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private final FixedScope scope = FixedScope.of(
            "{'name': 'Ada', 'n': 3, 'list': [1, 2], 'none': null, 'brace': '}', 'dollar': '${ input.n }'}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plain                                         | 'plain'
            ${ input.n }                                  | 3
            ${input.n}                                    | 3
            ` ${ input.n }  `                             | 3
            Dear ${ input.name }, ${ input.n + 1 } times  | 'Dear Ada, 4 times'
            ${ input.name }${ input.n }                   | 'Ada3'
            n: ${ input.list } ${ input.none }            | 'n: [1,2] null'
            $${ input.n }                                 | '${ input.n }'
            $${ input.n } is ${ input.n }                 | '${ input.n } is 3'
            $ {input.n} and }                             | '$ {input.n} and }'
            ${ {'a': {'b': input.n}} }                    | {'a': {'b': 3}}
            ${ '}' + input.name }                         | '}Ada'
            ${ "}" + input.name }                         | '}Ada'
            ${ '\\'}' + input.name }                      | '\\u0027}Ada'
            ${ r'\\d' + input.name }                      | '\\\\dAda'
            ${ '''}'}''' + input.name }                   | '}\\u0027}Ada'
            ${ input.brace } ${ input.name }              | '} Ada'
            ${ input.dollar }                             | '${ input.n }'
            """)
    void evaluatesTheExpressionsOfAText(String text, String expected) {
        assertThat(Expressions.template(TextNode.valueOf(text)).evaluate(scope))
                .isEqualTo(new Evaluation.Value(json(expected)));
    }

    @Test
    void seesCommentsInExpressions() {
        String text = "${ input.n // } not here\n + 1 }";

        assertThat(Expressions.template(TextNode.valueOf(text)).evaluate(scope))
                .isEqualTo(new Evaluation.Value(json("4")));
    }

    @Test
    void evaluatesAllTextsInsideAValue() {
        JsonNode source = json("{'a': ['${ input.n }', {'b': '${ input.name }!'}], 'c': 1, 'd': '$${'}");

        Template template = Expressions.template(source);

        assertThat(template.source()).isSameAs(source);
        assertThat(template.evaluate(scope))
                .isEqualTo(new Evaluation.Value(json("{'a': [3, {'b': 'Ada!'}], 'c': 1, 'd': '${'}")));
    }

    @Test
    void returnsAValueWithoutExpressionsAsItIs() {
        JsonNode source = json("{'a': [1, {'b': 'c'}]}");

        assertThat(((Evaluation.Value) Expressions.template(source).evaluate(scope)).json())
                .isSameAs(source);
    }

    @Test
    void returnsTheVeryValueThatItsOneExpressionSelects() {
        JsonNode list = scope.input().get("list");

        Evaluation whole =
                Expressions.template(TextNode.valueOf("${ input.list }")).evaluate(scope);
        Evaluation inside =
                Expressions.template(json("{'x': '${ input.list }'}")).evaluate(scope);

        assertThat(((Evaluation.Value) whole).json()).isSameAs(list);
        assertThat(((Evaluation.Value) inside).json().get("x")).isSameAs(list);
    }

    @Test
    void failsWithTheFirstExpressionThatFails() {
        assertThat(Expressions.template(json("{'a': 'x ${ input.nothing }', 'b': ['${ 1/0 }']}"))
                        .evaluate(scope))
                .isEqualTo(new Evaluation.Failed("input.nothing: there is no 'nothing' in input"));
    }

    @Test
    void isSafeForManyThreads() throws Exception {
        Template template =
                Expressions.template(json("{'a': '${ input.list.map(i, i * input.n) }', 'b': '${ input.n }'}"));
        List<Future<Evaluation>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int task = 0; task < 400; task++) {
                FixedScope own = FixedScope.of("{'list': [1, 2], 'n': " + task + "}");
                results.add(threads.submit(() -> template.evaluate(own)));
            }
            for (int task = 0; task < 400; task++) {
                assertThat(results.get(task).get())
                        .isEqualTo(
                                new Evaluation.Value(json("{'a': [%d, %d], 'b': %d}".formatted(task, 2 * task, task))));
            }
        }
    }
}

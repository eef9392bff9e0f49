package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Scope;
import dev.baton.actors.definition.Template;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Expressions written in Java, so that the tests of the core need no compiler. A null result is a failed evaluation. */
public record FakeExpression(String source, Function<Scope, @Nullable JsonNode> function) implements Expression {

    @Override
    public Evaluation evaluate(Scope scope) {
        JsonNode result = function.apply(scope);
        return result == null ? new Evaluation.Failed("no value: " + source) : new Evaluation.Value(result);
    }

    /** The same as a template. */
    public Template template() {
        return new FakeTemplate(this);
    }

    private record FakeTemplate(FakeExpression expression) implements Template {
        @Override
        public JsonNode source() {
            return TextNode.valueOf("${ " + expression.source() + " }");
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            return expression.evaluate(scope);
        }
    }

    public static FakeExpression constant(Object value) {
        JsonNode json = Json.of(value);
        return new FakeExpression(json.toString(), scope -> json);
    }

    public static FakeExpression failing() {
        return new FakeExpression("fails", scope -> null);
    }

    public static FakeExpression input() {
        return new FakeExpression("input", Scope::input);
    }

    /** {@code steps.ID.output} */
    public static FakeExpression output(String id) {
        return new FakeExpression("steps." + id + ".output", scope -> scope.stepOutput(id));
    }

    /** {@code steps.ID} */
    public static FakeExpression step(String id) {
        return new FakeExpression("steps." + id, scope -> scope.step(id));
    }

    public static FakeExpression variable(String name) {
        return new FakeExpression(name, scope -> scope.variable(name));
    }

    public static FakeExpression condition(String source, Predicate<Scope> holds) {
        return new FakeExpression(source, scope -> Json.of(holds.test(scope)));
    }

    /** {@code steps.ID.output == value} */
    public static FakeExpression outputIs(String id, Object value) {
        JsonNode json = Json.of(value);
        return condition("steps." + id + ".output == " + json, scope -> json.equals(scope.stepOutput(id)));
    }
}

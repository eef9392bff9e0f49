package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.pattern.Patterns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Compiles values outside of workflows, such as the output of an agent that is an expression. */
public final class Expressions {

    private static final CelEnvironment ENVIRONMENT = environmentOfPatterns();
    private static final ExpressionPlace ANYWHERE = new ExpressionPlace("", Moment.AFTER, Set.of());

    private Expressions() {}

    private static CelEnvironment environmentOfPatterns() {
        Set<String> variables = new HashSet<>(FailureReader.VARIABLES);
        Patterns.ALL.forEach(pattern -> variables.addAll(pattern.variables()));
        return new CelEnvironment(variables);
    }

    static CelEnvironment environment() {
        return ENVIRONMENT;
    }

    /** Loads what expressions need, so that the first one does not have to wait for it; for a thread with time. */
    public static void prepare() {
        template(TextNode.valueOf("${ input == 1 ? [input].map(i, string(i)) : null }"))
                .evaluate(new OneVariable("", NullNode.getInstance()));
    }

    /** For a value that was checked when its definition was applied; a mistake shows when it is evaluated. */
    public static Template template(JsonNode source) {
        return new ExpressionCompiler(ENVIRONMENT, KnownSteps.NONE, new Problems(), true)
                .template(SourceNode.of(source), ANYWHERE);
    }

    /** The same where there are further variables. */
    public static Template template(JsonNode source, Set<String> variables) {
        return new ExpressionCompiler(ENVIRONMENT.with(variables), KnownSteps.NONE, new Problems(), true)
                .template(SourceNode.of(source), new ExpressionPlace("", Moment.AFTER, variables));
    }

    /**
     * The same for a text of which only a part comes from expressions.
     *
     * @param insertion makes of their values what is put into the text; not of a value that is all of it
     */
    public static Template text(JsonNode source, Set<String> variables, UnaryOperator<String> insertion) {
        return template(source, variables) instanceof Templates.Text(JsonNode written, List<Template> parts)
                ? new Templates.Text(
                        written,
                        parts.stream()
                                .<Template>map(part -> part instanceof Templates.Literal
                                        ? part
                                        : new Templates.Inserted(part, insertion))
                                .toList())
                : template(source, variables);
    }
}

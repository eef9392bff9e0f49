package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.pattern.Patterns;
import java.util.HashSet;
import java.util.Set;

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
}

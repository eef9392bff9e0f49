package dev.baton.actors.definition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import org.jspecify.annotations.Nullable;

/** An expression that CEL evaluates. Its program is made when it is first needed: most restored runs need few of them. */
final class CelExpression implements Expression {

    private final String source;
    private final ResultType expected;
    private final CelEnvironment environment;
    private final KnownSteps steps;
    private volatile CelRuntime.@Nullable Program program;

    CelExpression(String source, ResultType expected, CelEnvironment environment, KnownSteps steps) {
        this.source = source;
        this.expected = expected;
        this.environment = environment;
        this.steps = steps;
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Evaluation evaluate(Scope scope) {
        JsonValues values = new JsonValues();
        EvaluationBudget.open();
        try {
            Object result = program().eval(new ScopeVariables(scope, steps, values));
            return expected.checked(values.toJson(result), source);
        } catch (CelEvaluationException | JsonValues.NotJson failure) {
            return new Evaluation.Failed(source + ": " + reason(failure));
        } catch (StackOverflowError tooDeep) {
            return new Evaluation.Failed(source + ": nested too deep");
        } catch (CelValidationException | RuntimeException defect) {
            // The runtime throws bare exceptions for some values that its checker could not foresee.
            return new Evaluation.Failed(source + ": " + defect.getClass().getSimpleName() + ": " + reason(defect));
        } finally {
            EvaluationBudget.close();
        }
    }

    private CelRuntime.Program program() throws CelValidationException, CelEvaluationException {
        CelRuntime.Program ready = program;
        if (ready == null) {
            CelAbstractSyntaxTree tree = environment.compile(source).getAst();
            ready = environment.program(tree);
            program = ready;
        }
        return ready;
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.replaceFirst("^evaluation error( at <input>:\\d+)?: ", "");
    }

    @Override
    public String toString() {
        return source;
    }
}

package dev.baton.actors.connector.expression;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.AttemptScope;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;

/** Makes the output out of the input by a template, here and at once. */
public final class ExpressionConnector implements AgentConnector {

    public static final String KIND = "expression";

    private final PerAgent<Template> templates = new PerAgent<>(
            agent -> Expressions.template(agent.connector().settings().path("output")));

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return switch (templates.of(request.agent()).evaluate(new AttemptScope(request))) {
            case Evaluation.Value value ->
                SettledCall.of(new AttemptResult.Succeeded(new Payload(value.json()), Usage.NONE, null));
            case Evaluation.Failed failed ->
                SettledCall.failed(ErrorKind.BUG, "agent " + request.agent().name() + ": " + failed.message());
        };
    }
}

package dev.baton.http.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.Scope;
import dev.baton.actors.definition.Template;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.ApprovalStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.pattern.SetStep;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.WorkflowPlan;
import java.util.List;
import java.util.Map;

/** Small workflows, put together by hand. */
public final class Workflows {

    private Workflows() {}

    /** Ends at once with its input; the input must have a {@code text}. */
    public static WorkflowDefinition echo() {
        return workflow(
                "echo", new TextRequired(), new SetStep("copy", Step.StepSettings.DEFAULT, new InputTemplate()));
    }

    /** Waits for the signal {@code go}, then ends with its payload. */
    public static WorkflowDefinition waiting() {
        return workflow(
                "waiting", null, new WaitStep("pause", Step.StepSettings.DEFAULT, new Until.Signalled("go", null)));
    }

    /** Waits for ten signals {@code go}. */
    public static WorkflowDefinition counting() {
        return workflow(
                "counting",
                null,
                java.util.stream.IntStream.rangeClosed(1, 10)
                        .<Step>mapToObj(number ->
                                new WaitStep("go" + number, Step.StepSettings.DEFAULT, new Until.Signalled("go", null)))
                        .toArray(Step[]::new));
    }

    /** Asks the agent {@code worker}. */
    public static WorkflowDefinition asking() {
        return workflow(
                "asking",
                null,
                new AgentStep("ask", Step.StepSettings.DEFAULT, "worker", null, null, RetryPolicy.DEFAULT, List.of()));
    }

    /** Asks somebody of {@code legal} who is not {@code mallory}. */
    public static WorkflowDefinition approving() {
        return workflow(
                "approving",
                null,
                new ApprovalStep(
                        "signoff",
                        Step.StepSettings.DEFAULT,
                        new Memberships(List.of("legal"), List.of()),
                        1,
                        1,
                        new ApprovalStep.NotBy(List.of("mallory"), false, List.of()),
                        null,
                        false,
                        null,
                        List.of(),
                        null,
                        ApprovalStep.OnExpiry.DENY));
    }

    private static WorkflowDefinition workflow(
            String name, @org.jspecify.annotations.Nullable SchemaCheck input, Step... steps) {
        return new WorkflowDefinition(
                name,
                "",
                Map.of(),
                input,
                WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, null),
                RegionPolicy.ANYWHERE,
                "digest-of-" + name,
                "{\"name\":\"" + name + "\"}");
    }

    private record InputTemplate() implements Template {
        @Override
        public JsonNode source() {
            return JsonNodeFactory.instance.textNode("${ input }");
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            return new Evaluation.Value(scope.input());
        }
    }

    private record TextRequired() implements SchemaCheck {
        @Override
        public JsonNode schema() {
            return JsonNodeFactory.instance.objectNode().put("type", "object");
        }

        @Override
        public List<String> violations(JsonNode json) {
            return json.hasNonNull("text") ? List.of() : List.of("/text: is required");
        }
    }
}

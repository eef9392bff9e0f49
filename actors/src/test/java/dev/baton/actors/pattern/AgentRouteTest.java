package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.ONCE;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.AgentRoute;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Step.StepSettings;
import dev.baton.actors.run.TestRun;
import dev.baton.actors.run.WorkflowPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of several agents is asked, by their labels. */
final class AgentRouteTest {

    private static final Map<String, String> NO_LABELS = Map.of();
    private static final AgentRoute IN_EUROPE = AgentRoute.of(Map.of("residency", "eu"), NO_LABELS);

    private final Map<String, Map<String, String>> labels = new HashMap<>(Map.of(
            "us", Map.of("cloud", "aws", "residency", "us"),
            "azure", Map.of("cloud", "azure", "residency", "eu"),
            "aws", Map.of("cloud", "aws", "residency", "eu")));

    private final class Labelled implements KnownWorkflows {

        @Override
        public Optional<Known> find(String name, @Nullable Integer version) {
            return Optional.empty();
        }

        @Override
        public AgentRoute.KnownAgent agent(String name) {
            return new AgentRoute.KnownAgent(labels.getOrDefault(name, NO_LABELS), name.equals("model:intent"));
        }
    }

    private static AgentStep step(String agent, RetryPolicy retry, AgentRoute route, String... fallback) {
        return new AgentStep("a", StepSettings.DEFAULT, agent, null, null, retry, List.of(fallback), route);
    }

    private TestRun run(AgentRoute ofWorkflow, AgentStep step) {
        return TestRun.of(
                WorkflowPlan.of(SequenceStep.root(List.of(step)), null, null, Map.of(), ofWorkflow), new Labelled());
    }

    private TestRun run(AgentStep step) {
        return run(AgentRoute.ANY, step);
    }

    @Test
    void onlyAnAgentWithTheRequiredLabelsIsAsked() {
        assertThat(run(step("us", ONCE, IN_EUROPE, "azure", "aws")).when(start()))
                .containsExactly("run-started", "attempt-started a r~1 #1 azure <- run.input");
    }

    @Test
    void whoHasThePreferredLabelsIsAskedFirstAndTheNextThatMatchesWhenItFails() {
        AgentRoute route = AgentRoute.of(Map.of("residency", "eu"), Map.of("cloud", "aws"));
        TestRun run = run(step("us", ONCE, route, "azure", "aws"));

        assertThat(run.when(start())).contains("attempt-started a r~1 #1 aws <- run.input");
        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~1 unavailable again +PT0S by azure",
                        "attempt-started a r~2 #1 azure <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .as("the one that does not match is not asked")
                .containsExactly(
                        "attempt-failed a r~2 unavailable", "step-failed a r~2 unavailable", "run-failed unavailable");
    }

    @Test
    void theRouteOfTheWorkflowHoldsForEachStepBesideItsOwn() {
        assertThat(run(IN_EUROPE, step("us", ONCE, AgentRoute.of(Map.of("cloud", "aws"), NO_LABELS), "azure", "aws"))
                        .when(start()))
                .contains("attempt-started a r~1 #1 aws <- run.input");
        AgentRoute elsewhere = AgentRoute.of(Map.of("residency", "us"), NO_LABELS);
        assertThat(run(IN_EUROPE, step("us", ONCE, elsewhere, "azure")).when(start()))
                .containsExactly(
                        "run-started", "step-started a <- run.input", "step-failed a policy", "run-failed policy");
    }

    @Test
    void aStepThatMayAskNobodyFailsByPolicyWithoutACall() {
        TestRun run = run(step("us", retry(3, Duration.ofSeconds(1)), IN_EUROPE, "nobody"));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started", "step-started a <- run.input", "step-failed a policy", "run-failed policy");
        RunError error = Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("a")).error());
        assertThat(error.message()).contains("requires residency=eu").contains("us, nobody");
    }

    @Test
    void whoStandsInForAnAgentMustBeAllowedToo() {
        TestRun run = run(step("aws", ONCE, IN_EUROPE, "azure")).given(start());
        AttemptResult refused =
                new AttemptResult.Failed(RunError.of(ErrorKind.UNAVAILABLE, "left alone"), Duration.ofSeconds(5), "us");

        assertThat(run.when(r -> result("r~1", refused)))
                .containsExactly(
                        "attempt-failed a r~1 unavailable again +PT0S by azure",
                        "attempt-started a r~2 #1 azure <- in(a)");
    }

    @Test
    void anAgentThatLosesItsLabelIsNotAskedAgain() {
        TestRun run =
                run(step("aws", retry(3, Duration.ofSeconds(1)), IN_EUROPE)).given(start());
        run.given(fails("a", ErrorKind.UNAVAILABLE));
        labels.put("aws", Map.of("residency", "us"));

        assertThat(run.when(due())).containsExactly("step-failed a policy", "run-failed policy");
    }

    @Test
    void aDefinitionSaysBothRoutes() {
        WorkflowPlan plan = WorkflowCompiler.compile("""
                        {apiVersion: baton/v1, kind: Workflow, metadata: {name: w}, spec: {route: {require: {residency: eu}},
                          do: [{id: a, agent: us, fallback: [azure, aws], route: {prefer: {cloud: aws}}}]}}
                        """).workflows().getFirst().plan();

        assertThat(TestRun.of(plan, new Labelled()).when(start()))
                .contains("attempt-started a r~1 #1 aws <- run.input");
    }

    @Test
    void whatIsAPartOfTheServerMayAlwaysBeAsked() {
        assertThat(run(step("model:intent", ONCE, IN_EUROPE)).when(start()))
                .contains("attempt-started a r~1 #1 model:intent <- run.input");
    }
}

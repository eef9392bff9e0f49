package dev.baton.actors.run;

import static dev.baton.actors.run.TestRun.approve;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.signal;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.RunEvent.Resolution;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Runs of workflows as users write them: YAML and real expressions, from the first event to the last. */
final class CompiledWorkflowTest {

    private static final String REVIEW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: license-review}
            spec:
              input: {type: object, required: [text], properties: {text: {type: string}}}
              timeout: PT1H
              do:
                - {id: extract, agent: clause-extractor, input: "${ {'text': input.text} }", retry: {maxAttempts: 4}}
                - id: checks
                  parallel:
                    copyleft: [{id: copyleft, agent: copyleft-checker, input: "${ steps.extract.output }"}]
                    patents: [{id: patents, agent: patent-checker, input: "${ steps.extract.output }"}]
                  join: all
                - id: summary
                  loop:
                    do:
                      - id: write
                        agent: summary-writer
                        input: {feedback: "${ has(steps.judge) ? steps.judge.output.flaw : 'none' }"}
                      - {id: judge, agent: summary-evaluator}
                    until: "${ steps.judge.output.complete }"
                    maxIterations: 2
                    onExhausted: escalate
                - {id: signoff, approval: {role: legal, expiresIn: P3D, onExpiry: deny}}
              output: "${ steps.write.output }"
            """;

    private static final String DELIVERY = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: delivery}
            spec:
              do:
                - id: size
                  set: "${ input.amount > 100.0 ? 'large' : 'small' }"
                - id: route
                  switch:
                    - when: "${ steps.size.output == 'large' }"
                      do: [{id: ask, agent: planner}, {id: plan, set: {by: "${ steps.ask.output }"}}]
                  otherwise: [{id: post, agent: postman}]
                - id: race
                  parallel:
                    fast: [{id: courier, agent: courier, onFailure: escalate}]
                    slow: [{id: pause, wait: {for: PT10M}}, {id: train, agent: train}]
                    told: [{id: told, wait: {signal: delivered, timeout: PT20M}}]
                  join: {quorum: 2}
                  aggregate: "${ branches.fast.status == 'completed' ? 'fast' : 'slow' }"
            """;

    @Test
    void theReviewOfTheDesignRunsToItsEnd() {
        TestRun run = TestRun.of(plan(REVIEW));

        assertThat(run.when(start(Json.parse("{\"text\":\"MIT\"}"))))
                .containsExactly(
                        "run-started until +PT1H",
                        "attempt-started extract r~1 #1 clause-extractor <- {\"text\":\"MIT\"}");
        assertThat(run.when(succeeds("extract", Json.parse("{\"clauses\":2}"))))
                .containsExactly(
                        "step-completed extract r~1 -> {\"clauses\":2}",
                        "step-started checks <- out(extract)",
                        "attempt-started checks/copyleft r~2 #1 copyleft-checker <- out(extract)",
                        "attempt-started checks/patents r~3 #1 patent-checker <- out(extract)");
        run.given(succeeds("checks/patents", "none"));
        assertThat(run.when(succeeds("checks/copyleft", "weak")))
                .endsWith(
                        "step-completed checks -> {copyleft=out(checks/copyleft) patents=out(checks/patents)}",
                        "step-started summary <- out(checks)",
                        "step-started summary[1] <- in(summary)",
                        "attempt-started summary[1]/write r~4 #1 summary-writer <- {\"feedback\":\"none\"}");
        run.given(succeeds("summary[1]/write", "draft"));
        assertThat(run.when(succeeds("summary[1]/judge", Json.parse("{\"complete\":false,\"flaw\":\"short\"}"))))
                .endsWith("attempt-started summary[2]/write r~6 #1 summary-writer <- {\"feedback\":\"short\"}");
        run.given(succeeds("summary[2]/write", "final"));
        assertThat(run.when(succeeds("summary[2]/judge", Json.parse("{\"complete\":true}"))))
                .endsWith(
                        "step-completed summary -> out(summary[2])",
                        "approval-requested signoff r~8 <- out(summary) subject {\"complete\":true} until +PT72H");
        assertThat(run.when(approve("r~8"))).endsWith("run-completed -> out(summary[2]/write)");
        assertThat(run.output()).isEqualTo(Json.of("final"));
    }

    @Test
    void aReviewThatIsNeverGoodGoesToAPersonWhoMayGrantAnotherIteration() {
        TestRun run = TestRun.of(plan(REVIEW));
        run.given(start(Json.parse("{\"text\":\"MIT\"}")), succeeds("extract", 1));
        run.given(succeeds("checks/patents", "none"), succeeds("checks/copyleft", "weak"));
        JsonNode bad = Json.parse("{\"complete\":false,\"flaw\":\"short\"}");
        run.given(succeeds("summary[1]/write", 1), succeeds("summary[1]/judge", bad), succeeds("summary[2]/write", 2));

        assertThat(run.when(succeeds("summary[2]/judge", bad))).endsWith("incident-raised r~8 at summary rejected");
        assertThat(run.when(resolve("r~8", Resolution.RETRY)))
                .endsWith("attempt-started summary[3]/write r~9 #1 summary-writer <- {\"feedback\":\"short\"}");
    }

    @Test
    void anAnswerThatTheConditionCannotReadFailsTheLoopWithTheExpressionThatDidNotWork() {
        TestRun run = TestRun.of(plan(REVIEW));
        run.given(start(Json.parse("{\"text\":\"MIT\"}")), succeeds("extract", 1));
        run.given(succeeds("checks/patents", "none"), succeeds("checks/copyleft", "weak"));
        run.given(succeeds("summary[1]/write", 1));

        assertThat(run.when(succeeds("summary[1]/judge", "no object")))
                .endsWith("step-failed summary bug", "run-failed bug");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("step summary", "steps.judge.output.complete");
    }

    @Test
    void choicesWaitsSignalsAndQuorumsWorkAsWritten() {
        TestRun run = TestRun.of(plan(DELIVERY));

        assertThat(run.when(start(Json.parse("{\"amount\":150.0}"))))
                .containsExactly(
                        "run-started",
                        "step-started size <- run.input",
                        "step-completed size -> \"large\"",
                        "step-started route <- out(size)",
                        "step-decided route case=0",
                        "step-started route.0 <- in(route)",
                        "attempt-started route/ask r~1 #1 planner <- in(route)");
        assertThat(run.when(succeeds("route/ask", "road")))
                .containsExactly(
                        "step-completed route/ask r~1 -> \"road\"",
                        "step-started route/plan <- out(route/ask)",
                        "step-completed route/plan -> {\"by\":\"road\"}",
                        "step-completed route.0 -> out(route/plan)",
                        "step-completed route -> out(route.0)",
                        "step-started race <- out(route)",
                        "attempt-started race/courier r~2 #1 courier <- in(race)",
                        "step-started race.slow <- in(race)",
                        "wait-started race/told <- in(race) signal delivered until +PT20M",
                        "wait-started race/pause <- in(race) until +PT10M");
        assertThat(run.when(due()))
                .containsExactly(
                        "step-completed race/pause -> in(race/pause)",
                        "attempt-started race/train r~3 #1 train <- out(race/pause)");
        run.given(fails("race/courier", ErrorKind.REJECTED), succeeds("race/train", "late"));
        assertThat(run.when(signal("delivered", true)))
                .containsExactly(
                        "signal-received delivered true",
                        "signal-consumed race/told delivered",
                        "step-completed race/told -> true",
                        "step-cancelled race/courier",
                        "step-completed race -> \"slow\"",
                        "run-completed -> out(race)");
    }

    @Test
    void theOtherwiseOfAChoiceIsTakenWhenNothingElseHolds() {
        assertThat(TestRun.of(plan(DELIVERY)).when(start(Json.parse("{\"amount\":5.0}"))))
                .endsWith(
                        "step-decided route case=\"otherwise\"",
                        "attempt-started route/post r~1 #1 postman <- in(route)");
    }

    private static WorkflowPlan plan(String source) {
        Compiled compiled = WorkflowCompiler.compile(source);
        assertThat(compiled.problems()).isEmpty();
        return compiled.workflows().getFirst().plan();
    }
}

package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.childEnds;
import static dev.baton.actors.run.TestRun.childFails;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.run.ChildRun.ParentClose;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.WorkflowPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkflowStepTest {

    private static final SchemaCheck TEXT_ONLY = new SchemaCheck() {
        @Override
        public JsonNode schema() {
            return Json.parse("{\"type\": \"string\"}");
        }

        @Override
        public List<String> violations(JsonNode json) {
            return json.isTextual() ? List.of() : List.of("a text is expected");
        }
    };

    /** {@code credit} in two versions; only the second wants a text. */
    private static final KnownWorkflows KNOWN = (name, version) -> {
        if (!name.equals("credit") || (version != null && version > 2)) {
            return Optional.empty();
        }
        return Optional.of(
                version != null && version == 1
                        ? new KnownWorkflows.Known(1, "digest-1", null)
                        : new KnownWorkflows.Known(2, "digest-2", TEXT_ONLY));
    };

    private static TestRun run(Step... steps) {
        return TestRun.of(workflow(steps), KNOWN);
    }

    private static Step pinned(int version) {
        return new WorkflowStep("c", Step.StepSettings.DEFAULT, "credit", version, null, null, ParentClose.CANCEL);
    }

    private static RunError error(TestRun run) {
        return Objects.requireNonNull(Objects.requireNonNull(run.state().end()).error());
    }

    @Test
    void startsARunOfTheLatestVersionAndGivesItsOutput() {
        TestRun run = run(child("c", "credit"), agent("next"));

        assertThat(run.when(start())).containsExactly("run-started", "child-started c r.c1 credit v2 <- run.input");
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.when(childCompletes("c", "good")))
                .containsExactly(
                        "child-ended c r.c1 completed",
                        "step-completed c -> \"good\"",
                        "attempt-started next r~1 #1 next-agent <- out(c)");
        assertThat(run.state().usage()).isEqualTo(new Usage(1, 2, 3));
    }

    @Test
    void startsARunOfThePinnedVersion() {
        assertThat(run(pinned(1)).when(start(7))).endsWith("child-started c r.c1 credit v1 <- run.input");
    }

    @Test
    void failsWithKindAndCauseOfTheChildRun() {
        TestRun run = run(child("c", "credit"));
        run.given(start());

        assertThat(run.when(childFails("c", ErrorKind.BUDGET)))
                .containsExactly("child-ended c r.c1 failed", "step-failed c budget", "run-failed budget");
        assertThat(error(run).message())
                .isEqualTo("step c: child run r.c1 (workflow credit version 2) failed: it broke");
        assertThat(Objects.requireNonNull(error(run).details()).json())
                .isEqualTo(
                        Json.parse("{\"run\":\"r.c1\",\"workflow\":\"credit\",\"version\":2,\"status\":\"failed\"}"));
        assertThat(run.state().usage())
                .as("what a failed run has used counts too")
                .isEqualTo(new Usage(1, 2, 3));
    }

    @Test
    void failsAsCancelledWhenSomebodyCancelsTheChildRun() {
        TestRun run = run(child("c", "credit"));
        run.given(start());

        assertThat(run.when(childEnds("c", RunStatus.CANCELLED, null, null)))
                .containsExactly("child-ended c r.c1 cancelled", "step-failed c cancelled", "run-failed cancelled");
        assertThat(error(run).message()).contains("child run r.c1").contains("was cancelled");
    }

    @Test
    void goesOnWithoutAnOutputIfTheFailureIsTolerated() {
        TestRun run = run(onFailure(OnFailure.CONTINUE, child("c", "credit")), agent("next"));
        run.given(start());

        assertThat(run.when(childFails("c", ErrorKind.BUG)))
                .containsExactly(
                        "child-ended c r.c1 failed",
                        "step-failed c bug continued",
                        "attempt-started next r~1 #1 next-agent <- out(c)");
    }

    @Test
    void startsAnotherRunWhenAPersonTriesAgain() {
        TestRun run = run(onFailure(OnFailure.ESCALATE, child("c", "credit")));
        run.given(start());
        assertThat(run.when(childFails("c", ErrorKind.BUG)))
                .containsExactly("child-ended c r.c1 failed", "incident-raised r~1 at c bug");

        assertThat(run.when(resolve("r~1", Resolution.RETRY)))
                .containsExactly("incident-resolved r~1 at c retry", "child-started c r.c2 credit v2 <- in(c)");
        assertThat(run.when(childCompletes("c", 1))).endsWith("run-completed -> out(c)");
    }

    @Test
    void startsAnotherRunWhenItsOwnIsRetried() {
        TestRun run = run(child("c", "credit"));
        run.given(start(), childFails("c", ErrorKind.BUG));
        assertThat(run.when(retry())).endsWith("child-started c r.c2 credit v2 <- in(c)");

        run.given(cancel());
        assertThat(run.when(retry())).endsWith("child-started c r.c3 credit v2 <- in(c)");
        assertThat(run.when(childCompletes("c", 1))).endsWith("run-completed -> out(c)");
    }

    @Test
    void failsIfThereIsNoSuchWorkflow() {
        TestRun run = run(child("c", "kredit"));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started", "step-started c <- run.input", "step-failed c rejected", "run-failed rejected");
        assertThat(error(run).message()).contains("there is no workflow kredit; apply its definition");
    }

    @Test
    void failsIfThereIsNoSuchVersion() {
        TestRun run = run(pinned(3));
        run.given(start());

        assertThat(error(run).message()).contains("there is no workflow credit version 3");
    }

    @Test
    void failsIfTheInputDoesNotMatchTheSchemaOfTheWorkflow() {
        TestRun run = run(child("c", "credit"));

        assertThat(run.when(start(7))).endsWith("step-failed c rejected", "run-failed rejected");
        assertThat(error(run).message())
                .contains("the input does not match the schema of workflow credit version 2: a text is expected");
    }

    @Test
    void comesToAnEndWhenItStartsItselfAgainAndAgain() {
        for (int depth : List.of(Lineage.DEPTH_MAX - 1, Lineage.DEPTH_MAX)) {
            TestRun run = run(child("c", "credit"));
            run.given(at -> new RunCommand.Start(
                    TestRun.ID,
                    "flow",
                    1,
                    "digest",
                    Json.payload("in"),
                    Map.of(),
                    0,
                    null,
                    "request",
                    new Lineage("above", "c", "top", depth)));

            assertThat(run.state().ended()).isEqualTo(depth == Lineage.DEPTH_MAX);
            if (run.state().ended()) {
                assertThat(error(run).kind()).isEqualTo(ErrorKind.POLICY);
                assertThat(error(run).message()).contains("20 runs above this one");
            }
        }
    }

    @Test
    void theDeadlineIsTheTightestOfItsOwnAndTheRunsAround() {
        assertThat(deadline(Duration.ofHours(2), Duration.ofHours(1), ParentClose.CANCEL))
                .endsWith(" until +PT1H");
        assertThat(deadline(Duration.ofHours(1), Duration.ofHours(2), ParentClose.CANCEL))
                .endsWith(" until +PT1H");
        assertThat(deadline(Duration.ofHours(1), null, ParentClose.CANCEL)).endsWith(" until +PT1H");
        assertThat(deadline(Duration.ofHours(1), Duration.ofHours(2), ParentClose.ABANDON))
                .as("it may go on without the run around")
                .endsWith(" until +PT2H");
        assertThat(deadline(Duration.ofHours(1), null, ParentClose.ABANDON)).endsWith("<- run.input");
    }

    private static String deadline(
            Duration around, @org.jspecify.annotations.Nullable Duration own, ParentClose parentClose) {
        WorkflowPlan plan = workflow(around, child("c", "credit", own, parentClose));
        return TestRun.of(plan, KNOWN).when(start()).getLast();
    }

    @Test
    void theRunAroundTimesOutWhetherOrNotTheChildHasSaidAnything() {
        TestRun run = TestRun.of(workflow(Duration.ofHours(1), child("c", "credit")), KNOWN);
        run.given(start());

        assertThat(run.when(due())).containsExactly("step-cancelled c", "run-failed timeout");
    }

    @Test
    void isNotStartedWhileTheRunIsPaused() {
        TestRun run = run(agent("a"), child("c", "credit"));
        run.given(start(), pause());

        assertThat(run.when(succeeds("a", "text"))).endsWith("step-held c <- out(a)");
        assertThat(run.when(resume())).containsExactly("run-resumed", "child-started c r.c1 credit v2 <- in(c)");
    }

    @Test
    void theEndOfAChildIsRecordedWhileTheRunIsPaused() {
        TestRun run = run(child("c", "credit"), agent("next"));
        run.given(start(), pause());

        assertThat(run.when(childCompletes("c", 1)))
                .containsExactly("child-ended c r.c1 completed", "step-completed c -> 1", "step-held next <- out(c)");
    }

    @Test
    void isCancelledWithItsRun() {
        TestRun run = run(child("c", "credit"));
        run.given(start());

        assertThat(run.when(cancel())).containsExactly("step-cancelled c", "run-cancelled");
        assertThat(run.when(childCompletes("c", 1))).as("told too late").isEmpty();
    }

    @Test
    void theLosersOfAParallelAreCancelled() {
        TestRun run = run(
                parallel("p", new Join.Any(), branch("x", child("c", "credit")), branch("y", child("d", "credit"))));
        run.given(start());

        assertThat(run.when(childCompletes("p/c", 1)))
                .containsExactly(
                        "child-ended p/c r.c1 completed",
                        "step-completed p/c -> 1",
                        "step-cancelled p/d",
                        "step-completed p -> {x=out(p/c)}",
                        "run-completed -> out(p)");
    }
}

package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.handoff;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.target;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.handsOff;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Flow;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.TestRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandoffStepTest {

    private static final String TARGETS = "{\"billing\":\"does billing\",\"tech\":\"does tech\"}";

    @Test
    void asksTheTriageWithTheInputAndTheTargets() {
        assertThat(TestRun.of(workflow(desk(null))).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started h <- run.input",
                        "attempt-started h.triage r~1 #1 triage-agent <- {input=in(h) targets=" + TARGETS + "}");
    }

    @Test
    void theNamedTargetOwnsTheRestAndItsOutputIsThatOfTheStep() {
        TestRun run = TestRun.of(workflow(desk(null))).given(start());

        assertThat(run.when(handsOff("h.triage", "sorted", "tech", 0.9)))
                .containsExactly(
                        "step-completed h.triage r~1 -> \"sorted\" to tech",
                        "step-decided h handoff={\"target\":\"tech\",\"by\":\"triage-agent\",\"confidence\":0.9,"
                                + "\"reason\":\"because\"}",
                        "attempt-started h/tech r~2 #1 tech-agent <- {input=in(h) previous=out(h.triage)}");
        assertThat(run.when(succeeds("h/tech", "solved")))
                .containsExactly(
                        "step-completed h/tech r~2 -> \"solved\"",
                        "step-completed h -> out(h/tech)",
                        "run-completed -> out(h)");
    }

    @Test
    void anAgentThatCanOnlyGiveAnOutputNamesTheTargetInIt() {
        TestRun byName = TestRun.of(workflow(desk(null))).given(start(), succeeds("h.triage", "tech"));
        TestRun byObject = TestRun.of(workflow(desk(null)))
                .given(start(), succeeds("h.triage", Map.of("handoff", "billing", "confidence", 0.8)));

        assertThat(chain(byName)).containsExactly("{\"target\":\"tech\",\"by\":\"triage-agent\"}");
        assertThat(chain(byObject))
                .containsExactly("{\"target\":\"billing\",\"by\":\"triage-agent\",\"confidence\":0.8}");
    }

    @Test
    void anOwnerHandsTheWorkOnAndTheStateShowsTheChain() {
        TestRun run = TestRun.of(workflow(desk(null))).given(start(), handsOff("h.triage", "sorted", "tech", 0.9));

        assertThat(run.when(handsOff("h/tech", "it works", "billing", null)))
                .containsExactly(
                        "step-completed h/tech r~2 -> \"it works\" to billing",
                        "step-decided h handoff={\"target\":\"billing\",\"from\":\"tech\",\"by\":\"tech-agent\","
                                + "\"reason\":\"because\"}",
                        "attempt-started h/billing r~3 #1 billing-agent <- {input=in(h) previous=out(h/tech)}");
        run.given(succeeds("h/billing", "paid back"));
        assertThat(run.output()).isEqualTo(Json.of("paid back"));
        assertThat(chain(run)).hasSize(2).last().asString().contains("\"from\":\"tech\"");
    }

    @Test
    void theLastStepOfATargetSpeaksForIt() {
        Step step = handoff(
                "h",
                0,
                null,
                target("tech", agent("look"), agent("mend")),
                target("billing", agent("pay"), set("done", 1)));
        TestRun run = TestRun.of(workflow(step));
        run.given(start(), handsOff("h.triage", 0, "tech", 1.0), handsOff("h/look", 1, "nobody", null));

        assertThat(run.when(handsOff("h/mend", 2, "billing", null)))
                .contains("attempt-started h/pay r~4 #1 pay-agent <- {input=in(h) previous=out(h.tech)}");
        assertThat(run.when(handsOff("h/pay", 3, "tech", null))).endsWith("run-completed -> out(h)");
    }

    @Test
    void whatTheTriageIsNotSureOfGoesElsewhere() {
        TestRun run = TestRun.of(workflow(handoff("h", 0.6, approval("boss"), target("a", agent("a")))));
        run.given(start());

        assertThat(run.when(handsOff("h.triage", 0, "a", 0.5)))
                .containsExactly(
                        "step-completed h.triage r~1 -> 0 to a",
                        "step-decided h handoff={\"target\":\"otherwise\",\"by\":\"triage-agent\",\"wanted\":\"a\","
                                + "\"confidence\":0.5,\"reason\":\"because\",\"because\":\"the triage (triage-agent)"
                                + " handed off to 'a', only 0.5 sure; minConfidence is 0.6\"}",
                        "approval-requested h/boss r~2 <- {input=in(h) previous=out(h.triage)} subject"
                                + " {\"input\":\"in\",\"previous\":0}");
    }

    @Test
    void asksTheModelWithTheMessageAndTheTextsOfTheTargets() {
        TestRun run =
                TestRun.of(workflow(byModel(FakeExpression.constant("help").template())));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started h <- run.input",
                        "attempt-started h.triage r~1 #1 model:intent <- {message=\"help\" targets={\"billing\":"
                                + "[\"does billing\",\"charged twice\"],\"tech\":[\"does tech\"]}}");
    }

    @Test
    void theScoresOfTheModelAreRecordedWithTheChoice() {
        TestRun run = TestRun.of(workflow(byModel(null))).given(start());

        assertThat(run.when(succeeds("h.triage", scores(0.2))))
                .contains("step-decided h handoff={\"target\":\"tech\",\"by\":\"model:intent\",\"confidence\":0.7,"
                        + "\"margin\":0.2,\"scores\":{\"tech\":0.7,\"billing\":0.5}}");
    }

    @Test
    void whatTheModelSeesAsTwoThingsAtOnceGoesElsewhere() {
        TestRun run = TestRun.of(workflow(byModel(null))).given(start(), succeeds("h.triage", scores(0.09)));

        assertThat(error(run).message()).contains("handed off to 'tech', only 0.09 before the next; minMargin is 0.1");
    }

    private static Object scores(double margin) {
        return Map.of(
                "handoff",
                "tech",
                "confidence",
                0.7,
                "margin",
                margin,
                "scores",
                Json.parse("{\"tech\":0.7,\"billing\":0.5}"));
    }

    private static Step byModel(@Nullable Template message) {
        Map<String, HandoffStep.Target> targets = new LinkedHashMap<>();
        targets.put("billing", new HandoffStep.Target("does billing", List.of("charged twice"), agent("billing")));
        targets.put("tech", new HandoffStep.Target("does tech", List.of(), agent("tech")));
        AgentStep asks =
                new AgentStep("h.triage", Step.StepSettings.DEFAULT, "model:intent", null, null, Flow.ONCE, List.of());
        Triage triage = new Triage.ByModel(asks, message, 0.1);
        return new HandoffStep("h", Step.StepSettings.DEFAULT, triage, targets, 0, null, 3, false, null);
    }

    @Test
    void aTriageThatSaysNoConfidenceIsNotSure() {
        TestRun run = TestRun.of(workflow(handoff("h", 0.6, null, target("a", agent("a")))));
        run.given(start(), handsOff("h.triage", 0, "a", null));

        assertThat(error(run).message()).contains("without a confidence");
    }

    @Test
    void aTriageThatFailsLeavesTheWorkToOtherwise() {
        TestRun run = TestRun.of(workflow(desk(agent("person")))).given(start());

        assertThat(run.when(fails("h.triage", ErrorKind.UNAVAILABLE)))
                .contains("attempt-started h/person r~2 #1 person-agent <- {input=in(h) previous=out(h.triage)}");
        assertThat(chain(run).getFirst()).contains("step h.triage: it broke");
    }

    @Test
    void withoutOtherwiseTheStepSaysWhyNobodyCanHaveTheWork() {
        TestRun none = TestRun.of(workflow(desk(null))).given(start(), succeeds("h.triage", 7));
        TestRun unknown = TestRun.of(workflow(desk(null))).given(start(), handsOff("h.triage", 0, "teck", 1.0));
        TestRun failed = TestRun.of(workflow(desk(null))).given(start(), fails("h.triage", ErrorKind.POLICY));

        assertThat(error(none)).satisfies(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(error.message()).isEqualTo("the triage (triage-agent) named no target");
        });
        assertThat(error(unknown)).satisfies(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(error.message()).endsWith("'teck', which is no target; there are billing, tech");
        });
        assertThat(error(failed).kind()).isEqualTo(ErrorKind.POLICY);
    }

    @Test
    void theWorkNeverComesBackToWhoHadItUnlessThatIsAllowed() {
        assertThat(error(pingPong(desk(null))).message())
                .isEqualTo("'billing' (billing-agent) handed off to 'tech', which has had the work before");

        TestRun allowed = pingPong(with(desk(null), 3, true, null));

        assertThat(allowed.attempt("h/tech")).isEqualTo("r~4");
        assertThat(allowed.given(succeeds("h/tech", "solved")).output()).isEqualTo(Json.of("solved"));
        assertThat(children(allowed)).isEqualTo(new StepState.Children(3, 3, 0, 0));
    }

    @Test
    void nobodyHandsOffToItself() {
        TestRun run = TestRun.of(workflow(with(desk(null), 3, true, null)));
        run.given(start(), handsOff("h.triage", 0, "tech", 1.0), handsOff("h/tech", 1, "tech", null));

        assertThat(error(run).message()).contains("which is itself");
    }

    @Test
    void afterTheLastHopTheWorkGoesToOtherwise() {
        TestRun run = TestRun.of(workflow(with(desk(agent("person")), 1, true, null)));
        run.given(start(), handsOff("h.triage", 0, "tech", 1.0), handsOff("h/tech", 1, "billing", null));

        assertThat(run.when(handsOff("h/billing", 2, "tech", null)))
                .contains("attempt-started h/person r~4 #1 person-agent <- {input=in(h) previous=out(h/billing)}");
        assertThat(chain(run).getLast()).contains("after 1 handoffs, which is the limit (maxHops)");
        run.given(handsOff("h/person", 3, "tech", null));
        assertThat(error(run).message()).contains("'otherwise' (person-agent) handed off to 'tech' after 1 handoffs");
    }

    @Test
    void whatTravelsIsDeclared() {
        FakeExpression previous = FakeExpression.variable("previous");
        TestRun run = TestRun.of(workflow(with(desk(null), 3, false, previous.template())));
        run.given(start());

        assertThat(run.when(handsOff("h.triage", "sorted", "tech", 1.0)))
                .contains("attempt-started h/tech r~2 #1 tech-agent <- \"sorted\"");
        assertThat(run.when(handsOff("h/tech", "looked", "billing", 1.0)))
                .contains("attempt-started h/billing r~3 #1 billing-agent <- \"looked\"");
    }

    @Test
    void aContextThatCannotBeMadeFailsTheStep() {
        TestRun run = TestRun.of(
                workflow(with(desk(null), 3, false, FakeExpression.failing().template())));
        run.given(start());

        assertThat(run.when(handsOff("h.triage", 0, "tech", 1.0)))
                .containsExactly("step-completed h.triage r~1 -> 0 to tech", "step-failed h bug", "run-failed bug");
    }

    @Test
    void anExpressionChoosesWithoutAskingAnybody() {
        Step step = byExpression(FakeExpression.constant("tech"));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started h <- run.input",
                        "step-decided h handoff={\"target\":\"tech\",\"by\":\"expression\"}",
                        "attempt-started h/tech r~1 #1 tech-agent <- {input=in(h) previous=null}");
        TestRun nobody =
                TestRun.of(workflow(byExpression(FakeExpression.constant("")))).given(start());
        assertThat(error(nobody).message()).isEqualTo("the triage (expression) named no target");
        assertThat(TestRun.of(workflow(byExpression(FakeExpression.failing()))).when(start()))
                .endsWith("step-failed h bug", "run-failed bug");
    }

    @Test
    void aTargetThatFailsFailsTheStep() {
        TestRun run = TestRun.of(workflow(desk(agent("person"))));
        run.given(start(), handsOff("h.triage", 0, "tech", 1.0));

        assertThat(run.when(fails("h/tech", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed h/tech r~2 policy",
                        "step-failed h/tech r~2 policy",
                        "step-failed h policy",
                        "run-failed policy");
    }

    @Test
    void aRetryGivesTheWorkToItsLastOwnerAgainWithWhatItGot() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, desk(null))));
        run.given(start(), handsOff("h.triage", 0, "tech", 1.0), handsOff("h/tech", 1, "billing", null));
        run.given(fails("h/billing", ErrorKind.BUG));

        assertThat(run.when(resolve("r~4", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~4 at h retry",
                        "step-started h <- in(h)",
                        "attempt-started h/billing r~5 #1 billing-agent <- in(h/billing)");
        assertThat(Objects.requireNonNull(run.state().step("h/billing")).input().json())
                .isEqualTo(Json.parse("{\"input\":\"in\",\"previous\":1}"));
    }

    @Test
    void aRetriedRunGoesOnWithTheLastOwnerAndNotWithATriageThatFailed() {
        TestRun run = TestRun.of(workflow(desk(agent("person"))));
        run.given(start(), fails("h.triage", ErrorKind.BUG), fails("h/person", ErrorKind.BUG));

        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened h",
                        "attempt-started h/person r~3 #1 person-agent <- in(h/person)");
    }

    @Test
    void aRetryAsksTheTriageAgainIfItNamedNobody() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, desk(null))));
        run.given(start(), succeeds("h.triage", 7));

        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .endsWith("attempt-started h.triage r~3 #1 triage-agent <- {input=in(h) targets=" + TARGETS + "}");
        assertThat(run.when(handsOff("h.triage", 0, "tech", 1.0)))
                .contains("attempt-started h/tech r~4 #1 tech-agent <- {input=in(h) previous=out(h.triage)}");
    }

    private static HandoffStep desk(@Nullable Step otherwise) {
        return handoff("h", 0, otherwise, target("billing", agent("billing")), target("tech", agent("tech")));
    }

    private static HandoffStep with(HandoffStep step, int maxHops, boolean revisit, @Nullable Template context) {
        return new HandoffStep(
                step.id(),
                step.settings(),
                step.triage(),
                step.targets(),
                step.minConfidence(),
                step.otherwise(),
                maxHops,
                revisit,
                context);
    }

    private static HandoffStep byExpression(FakeExpression expression) {
        HandoffStep step = desk(null);
        return new HandoffStep(
                step.id(),
                step.settings(),
                new Triage.ByExpression(expression),
                step.targets(),
                0,
                null,
                step.maxHops(),
                false,
                null);
    }

    private static TestRun pingPong(Step step) {
        TestRun run = TestRun.of(workflow(step));
        return run.given(
                start(),
                handsOff("h.triage", 0, "tech", 1.0),
                handsOff("h/tech", 1, "billing", null),
                handsOff("h/billing", 2, "tech", null));
    }

    private static List<String> chain(TestRun run) {
        return Objects.requireNonNull(run.state().step("h")).choices().stream()
                .map(choice -> choice.value().json().toString())
                .toList();
    }

    private static RunError error(TestRun run) {
        return Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("h")).error());
    }

    private static StepState.Children children(TestRun run) {
        return Objects.requireNonNull(run.state().step("h")).children();
    }
}

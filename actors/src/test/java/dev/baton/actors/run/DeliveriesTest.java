package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.run.ChildRun.ParentClose;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is to be told because of one commit, and what need not be told any more. */
final class DeliveriesTest {

    private static final Lineage LINEAGE = new Lineage("above", "c", "top", 3);

    private record Told(List<Delivery> begun, List<Delivery> settled) {}

    /** Of the last commit of a run. */
    private static Told told(TestRun run) {
        RunState before = RunState.EMPTY;
        for (Commit commit : run.commits().subList(0, run.commits().size() - 1)) {
            before = RunFold.apply(before, commit);
        }
        Commit last = run.commits().getLast();
        return new Told(Deliveries.begun(before, run.state(), last), Deliveries.settled(before, run.state(), last));
    }

    private static Delivery toChild(Delivery.Kind kind) {
        return new Delivery("r", "r.c1", kind);
    }

    private static TestRun parent(ParentClose close) {
        WorkflowPlan plan = workflow(
                parallel("p", new Join.Any(), branch("a", agent("a")), branch("c", child("c", "known", null, close))));
        return TestRun.of(plan, RandomWorkflow.WORKFLOWS).given(start());
    }

    private static RunCommand startAsChild(TestRun run) {
        return new RunCommand.Start(
                TestRun.ID, "flow", 1, "digest", Json.payload(1), Map.of(), 7, null, "request", LINEAGE);
    }

    @Test
    void aChildIsToldToStartWithAllThatItNeeds() {
        TestRun run = TestRun.of(workflow(child("c", "known")), RandomWorkflow.WORKFLOWS)
                .given(DeliveriesTest::startAsChild);

        assertThat(told(run).begun()).containsExactly(toChild(Delivery.Kind.START));
        assertThat(Deliveries.command(run.state(), toChild(Delivery.Kind.START)))
                .isEqualTo(new RunCommand.Start(
                        "r.c1",
                        "known",
                        1,
                        "known-digest",
                        Json.payload(1),
                        Map.of(),
                        7,
                        null,
                        "child of r",
                        new Lineage("r", "c", "top", 4)));
    }

    @Test
    void theFirstCommitOfAChildSettlesItsStart() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(DeliveriesTest::startAsChild);

        assertThat(told(run).settled()).containsExactly(new Delivery("above", "r", Delivery.Kind.START));
    }

    @Test
    void aParentIsToldTheEndWithOutputAndUsage() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(DeliveriesTest::startAsChild, succeeds("a", "done"));
        Delivery end = new Delivery("r", "above", Delivery.Kind.END);

        assertThat(told(run).begun()).containsExactly(end);
        assertThat(Deliveries.command(run.state(), end))
                .isEqualTo(new RunCommand.RecordChildEnd(
                        "c", "r", Objects.requireNonNull(run.state().end()), Usage.NONE));
    }

    @Test
    void theCommitThatRecordsAnEndSettlesIt() {
        TestRun run = TestRun.of(workflow(child("c", "known")), RandomWorkflow.WORKFLOWS)
                .given(start(), childCompletes("c", 1));

        assertThat(told(run)).isEqualTo(new Told(List.of(), List.of(new Delivery("r.c1", "r", Delivery.Kind.END))));
    }

    @Test
    void aChildIsToldWhenItIsNotNeededAnyMore() {
        assertThat(told(parent(ParentClose.CANCEL).given(cancel())).begun())
                .containsExactly(toChild(Delivery.Kind.CANCEL));
        assertThat(told(parent(ParentClose.CANCEL).given(succeeds("p/a", 1))).begun())
                .as("the loser of a parallel")
                .containsExactly(toChild(Delivery.Kind.CANCEL));
    }

    @Test
    void anAbandonedChildIsNotTold() {
        assertThat(told(parent(ParentClose.ABANDON).given(cancel())).begun()).isEmpty();
    }

    @Test
    void thereIsNothingToStartOnceTheStepIsOver() {
        TestRun run = parent(ParentClose.CANCEL).given(cancel());

        assertThat(Deliveries.command(run.state(), toChild(Delivery.Kind.START)))
                .isNull();
    }

    @Test
    void aChildThatItsParentCancelsDoesNotTellIt() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(DeliveriesTest::startAsChild);
        RunState before = run.state();
        run.given(cancel());
        Commit last = run.commits().getLast();
        Commit fromAbove = new Commit(
                last.tenant(),
                last.environment(),
                last.by(),
                last.at(),
                Deliveries.CANCELLED_BY_PARENT,
                last.firstEvent(),
                last.events(),
                null);

        assertThat(Deliveries.begun(before, run.state(), fromAbove)).isEmpty();
        assertThat(Deliveries.settled(before, run.state(), fromAbove))
                .containsExactly(new Delivery("above", "r", Delivery.Kind.CANCEL));
        assertThat(Deliveries.begun(before, run.state(), last))
                .as("cancelled by somebody else")
                .containsExactly(new Delivery("r", "above", Delivery.Kind.END));
    }

    @Test
    void idsOfChildrenStayIdsHoweverLongTheirParentsAre() {
        String parent = "x".repeat(126);

        assertThat(ChildRun.id("order-17", 3)).isEqualTo("order-17.c3");
        assertThat(ChildRun.id(parent, 3)).matches("c-[0-9a-f]{40}").isNotEqualTo(ChildRun.id(parent, 4));
    }
}

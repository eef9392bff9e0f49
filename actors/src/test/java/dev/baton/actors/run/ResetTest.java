package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.childFails;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run takes the place of another, with the runs below it. */
final class ResetTest {

    private static final WorkflowPlan PLAN =
            workflow(parallel("p", new Join.All(), branch("a", agent("a")), branch("c", child("c", "known"))));

    private static TestRun top() {
        return TestRun.of(PLAN, RandomWorkflow.WORKFLOWS);
    }

    private static RunCommand.Fork reset(TestRun source) {
        Past past = Past.before(Past.EVERYTHING);
        for (Commit commit : source.commits()) {
            past = past.with(commit);
        }
        return RunCommand.Fork.reset("n", new Origin("r", 0), List.of("r"), "wrong", "request")
                .from(past);
    }

    private static ChildRun childOf(TestRun run) {
        return Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("p/c")).child());
    }

    @Test
    void aChildThatWasUnderWayGoesOnWhereItWasAndTheOldRunIsToldToEnd() {
        TestRun source = top().given(start()).after(Duration.ofSeconds(5)).given(succeeds("p/a", 1));
        TestRun next = top().after(Duration.ofHours(1));
        RunState before = next.state();

        next.given(ignored -> reset(source));

        Instant point = TestRun.EPOCH.plusSeconds(5);
        assertThat(childOf(next).run()).isEqualTo("n.c1");
        assertThat(childOf(next).continues()).isEqualTo(new Cut("r.c1", point, null));
        assertThat(Deliveries.begun(before, next.state(), next.commits().getFirst()))
                .containsExactlyInAnyOrder(
                        new Delivery("n", "n.c1", Delivery.Kind.START),
                        new Delivery("n", "r", Delivery.Kind.TERMINATE));
        RunCommand.Fork told = Objects.requireNonNull(Deliveries.goesOn(next.state(), "n.c1"));
        assertThat(told.unread().until()).isEqualTo(point);
        assertThat(told.begun(told.unread()))
                .as("the other had not begun by then")
                .isInstanceOfSatisfying(
                        RunCommand.Start.class,
                        begun -> assertThat(
                                        Objects.requireNonNull(begun.lineage()).parent())
                                .isEqualTo("n"));
    }

    @Test
    void aChildThatIsTriedAgainAfterThatIsANewOne() {
        TestRun next = top().given(ignored -> reset(top().given(start())));

        next.given(childFails("p/c", ErrorKind.REJECTED), run -> new RunCommand.Retry(null));

        assertThat(childOf(next).run()).isEqualTo("n.c2");
        assertThat(childOf(next).continues()).isNull();
    }

    @Test
    void whatTheParentDidToAChildDoesNotCountWhateverTheClockOfItsNodeSays() {
        TestRun source = TestRun.of(workflow(agent("a"))).given(start());
        source.because(Deliveries.CANCELLED_BY_PARENT).given(TestRun.cancel());
        Past past = Past.until(TestRun.EPOCH.plusSeconds(60));
        for (Commit commit : source.commits()) {
            past = past.reached(commit) ? past : past.with(commit);
        }

        assertThat(past.state().ended()).isFalse();
    }

    @Test
    void aChildWhosePastHadNotBegunWhenItWasResetAgainGoesOnWhereThatOneWouldHave() {
        TestRun second = top().given(ignored -> reset(top().given(start())));
        TestRun third = top();
        Past past = Past.before(Past.EVERYTHING).with(second.commits().getFirst());
        third.given(ignored -> RunCommand.Fork.reset("m", new Origin("n", 0), List.of("n"), null, "request")
                .from(past));

        Cut cut = Objects.requireNonNull(childOf(third).continues());
        assertThat(cut.run()).isEqualTo("n.c1");
        assertThat(Objects.requireNonNull(cut.otherwise()).run()).isEqualTo("r.c1");
        RunCommand.Fork told = Objects.requireNonNull(Deliveries.goesOn(third.state(), "m.c1"));
        assertThat(told.begun(told.unread()))
                .isInstanceOfSatisfying(
                        RunCommand.Fork.class,
                        fork -> assertThat(fork.origin().run()).isEqualTo("r.c1"));
    }
}

package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.until;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.signal;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Flow;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WaitStepTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void waitsForTimeToPassAndReturnsItsInput() {
        TestRun run = TestRun.of(workflow(sleep("w", HOUR)));

        assertThat(run.when(start())).containsExactly("run-started", "wait-started w <- run.input until +PT1H");
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.after(Duration.ofMinutes(59)).when(tick())).isEmpty();
        assertThat(run.after(Duration.ofMinutes(1)).when(tick()))
                .containsExactly("step-completed w -> in(w)", "run-completed -> out(w)");
    }

    @Test
    void waitsUntilATime() {
        FakeExpression tomorrow =
                FakeExpression.constant(TestRun.EPOCH.plus(Duration.ofDays(1)).toString());
        TestRun run = TestRun.of(workflow(until("w", tomorrow)));

        assertThat(run.when(start())).containsExactly("run-started", "wait-started w <- run.input until +PT24H");
        assertThat(run.when(due())).containsExactly("step-completed w -> in(w)", "run-completed -> out(w)");
    }

    @Test
    void aTimeThatHasPassedIsNotWaitedFor() {
        FakeExpression yesterday =
                FakeExpression.constant(TestRun.EPOCH.minus(Duration.ofDays(1)).toString());

        assertThat(TestRun.of(workflow(until("w", yesterday))).when(start()))
                .containsExactly(
                        "run-started",
                        "wait-started w <- run.input until +PT-24H",
                        "step-completed w -> in(w)",
                        "run-completed -> out(w)");
    }

    @Test
    void whatIsNoTimeFailsTheStep() {
        assertThat(TestRun.of(workflow(until("w", FakeExpression.constant("tomorrow"))))
                        .when(start()))
                .containsExactly("run-started", "step-started w <- run.input", "step-failed w bug", "run-failed bug");
        assertThat(TestRun.of(workflow(until("w", FakeExpression.failing()))).when(start()))
                .containsExactly("run-started", "step-started w <- run.input", "step-failed w bug", "run-failed bug");
    }

    @Test
    void waitsForASignalAndReturnsItsPayload() {
        TestRun run = TestRun.of(workflow(Flow.signal("w", "go", null)));

        assertThat(run.when(start())).containsExactly("run-started", "wait-started w <- run.input signal go");
        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(signal("other", 1))).containsExactly("signal-received other 1");
        assertThat(run.when(signal("go", 2)))
                .containsExactly(
                        "signal-received go 2",
                        "signal-consumed w go",
                        "step-completed w -> 2",
                        "run-completed -> out(w)");
    }

    @Test
    void takesTheOldestOfTheSignalsThatCameBeforeIt() {
        TestRun run = TestRun.of(workflow(agent("a"), Flow.signal("w", "go", HOUR), Flow.signal("v", "go", HOUR)));
        run.given(start(), signal("go", 1), signal("other", 2), signal("go", 3));

        assertThat(run.when(succeeds("a", 0)))
                .containsExactly(
                        "step-completed a r~1 -> 0",
                        "wait-started w <- out(a) signal go until +PT1H",
                        "signal-consumed w go",
                        "step-completed w -> 1",
                        "wait-started v <- out(w) signal go until +PT1H",
                        "signal-consumed v go",
                        "step-completed v -> 3",
                        "run-completed -> out(v)");
        assertThat(run.state().signals()).hasSize(1);
    }

    @Test
    void ofSeveralThatWaitForTheSameSignalTheFirstGetsIt() {
        TestRun run = TestRun.of(workflow(parallel(
                "p",
                new Join.All(),
                branch("x", Flow.signal("x", "go", null)),
                branch("y", Flow.signal("y", "go", null)))));
        run.given(start());

        assertThat(run.when(signal("go", 1)))
                .containsExactly("signal-received go 1", "signal-consumed p/x go", "step-completed p/x -> 1");
        assertThat(run.when(signal("go", 2))).contains("signal-consumed p/y go", "step-completed p/y -> 2");
    }

    @Test
    void failsWhenTheSignalDoesNotComeInTime() {
        TestRun run = TestRun.of(workflow(Flow.signal("w", "go", HOUR))).given(start());

        assertThat(run.when(due())).containsExactly("step-failed w timeout", "run-failed timeout");
    }

    @Test
    void waitsAgainFromTheBeginningOnARetry() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, Flow.signal("w", "go", HOUR))));
        run.given(start(), due());

        assertThat(run.when(resolve("r~1", Resolution.RETRY)))
                .containsExactly("incident-resolved r~1 at w retry", "wait-started w <- in(w) signal go until +PT2H");
        assertThat(run.when(signal("go", 1))).endsWith("step-completed w -> 1", "run-completed -> out(w)");
    }
}

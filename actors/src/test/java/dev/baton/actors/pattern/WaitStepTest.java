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

import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.FakeSchema;
import dev.baton.actors.run.Flow;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import dev.baton.actors.run.TestRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
        assertThat(TestRun.of(workflow(until("w", FakeExpression.constant("+10000-01-01T00:00:00Z"))))
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

    @Test
    void aTimeoutMayLetTheRunGoOnWithoutTheSignal() {
        TestRun run = TestRun.of(workflow(waits(new Until.Signalled("go", null), WaitStep.OnTimeout.CONTINUE)))
                .given(start());

        assertThat(run.when(due())).containsExactly("step-completed w -> null", "run-completed -> out(w)");
    }

    @Test
    void aTimeoutMayTellAPerson() {
        TestRun run = TestRun.of(workflow(waits(new Until.Signalled("go", null), WaitStep.OnTimeout.ESCALATE)))
                .given(start());

        assertThat(run.when(due())).containsExactly("incident-raised r~1 at w timeout");
    }

    @Test
    void aSignalWithAWrongPayloadIsRefusedAndChangesNothing() {
        TestRun run = TestRun.of(workflow(signalOf("w", FakeSchema.ODD))).given(start());

        assertThat(run.refusal(signal("go", 2))).isEqualTo(Rejection.Code.INVALID_SIGNAL);
        Outcome.Refused refused = (Outcome.Refused) run.send(signal("go", 2).apply(run));
        assertThat(refused.rejection().message())
                .startsWith("The payload of signal go does not match what step w waits for: 2 is not odd.");
        assertThat(run.when(signal("go", 3))).endsWith("step-completed w -> 3", "run-completed -> out(w)");
    }

    @Test
    void aSignalThatComesEarlyMustFitAStepThatWillWaitForIt() {
        TestRun run =
                TestRun.of(workflow(agent("a"), signalOf("w", FakeSchema.ODD))).given(start());

        assertThat(run.refusal(signal("go", 2))).isEqualTo(Rejection.Code.INVALID_SIGNAL);
        assertThat(run.when(signal("go", 1))).containsExactly("signal-received go 1");
        assertThat(run.when(signal("unheard-of", 2))).hasSize(1);
    }

    @Test
    void takesTheOldestSignalThatFitsAndLeavesTheOthers() {
        TestRun run = TestRun.of(workflow(agent("a"), signalOf("w", FakeSchema.ODD), Flow.signal("v", "go", null)));
        run.given(start(), signal("go", 2), signal("go", 1));

        assertThat(run.when(succeeds("a", 0)))
                .contains("signal-consumed w go after 1", "step-completed w -> 1", "signal-consumed v go");
        assertThat(run.output()).isEqualTo(Json.of(2));
    }

    @Test
    void ofSeveralTheFirstWinsAndTheOutputSaysWhich() {
        TestRun run = TestRun.of(workflow(race()));

        assertThat(run.when(start()))
                .containsExactly("run-started", "wait-started w <- run.input late= until +PT1H paid=pay void=cancel");
        assertThat(run.refusal(signal("pay", 2))).isEqualTo(Rejection.Code.INVALID_SIGNAL);
        assertThat(run.when(signal("pay", 1)))
                .containsExactly(
                        "signal-received pay 1",
                        "signal-consumed w pay",
                        "step-completed w -> {first=\"paid\" output=1}",
                        "run-completed -> out(w)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"first\":\"paid\",\"output\":1}"));
    }

    @Test
    void ofSeveralATimeMayWin() {
        TestRun run = TestRun.of(workflow(race())).given(start());

        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(HOUR));
        assertThat(run.when(due()))
                .containsExactly("step-completed w -> {first=\"late\" output=in(w)}", "run-completed -> out(w)");
    }

    @Test
    void ofSeveralOneThatCameEarlyWins() {
        TestRun run = TestRun.of(workflow(agent("a"), race()))
                .given(start(), signal("cancel", 7), signal("pay", 1), succeeds("a", 0));

        assertThat(run.output()).isEqualTo(Json.parse("{\"first\":\"void\",\"output\":7}"));
    }

    @Test
    void severalMayTimeOutTogether() {
        Map<String, Until> signals = new LinkedHashMap<>();
        signals.put("one", new Until.Signalled("one", null));
        signals.put("two", new Until.Signalled("two", null));
        TestRun run = TestRun.of(workflow(waits(new Until.First(signals), WaitStep.OnTimeout.CONTINUE)))
                .given(start(), due());

        assertThat(run.output()).isEqualTo(Json.parse("{\"first\":null,\"output\":null}"));
    }

    @Test
    void ofSeveralATimeThatCannotBeReadFailsTheStepBeforeItWaits() {
        Map<String, Until> contenders = new LinkedHashMap<>();
        contenders.put("never", new Until.Time(FakeExpression.failing()));
        contenders.put("go", new Until.Signalled("go", null));

        assertThat(TestRun.of(workflow(new WaitStep("w", StepSettings.DEFAULT, new Until.First(contenders))))
                        .when(start()))
                .containsExactly("run-started", "step-started w <- run.input", "step-failed w bug", "run-failed bug");
    }

    private static WaitStep waits(Until until, WaitStep.OnTimeout onTimeout) {
        return new WaitStep("w", StepSettings.DEFAULT, until, HOUR, onTimeout);
    }

    private static WaitStep signalOf(String id, SchemaCheck payload) {
        return new WaitStep(id, StepSettings.DEFAULT, new Until.Signalled("go", payload));
    }

    /** For an hour, for a payment of an odd amount, or for a cancellation. */
    private static WaitStep race() {
        Map<String, Until> contenders = new LinkedHashMap<>();
        contenders.put("late", new Until.Elapsed(HOUR));
        contenders.put("paid", new Until.Signalled("pay", FakeSchema.ODD));
        contenders.put("void", new Until.Signalled("cancel", null));
        return new WaitStep("w", StepSettings.DEFAULT, new Until.First(contenders));
    }
}

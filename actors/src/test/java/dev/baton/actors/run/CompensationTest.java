package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.map;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.undoneBy;
import static dev.baton.actors.run.Flow.undoneWhenCancelled;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.MapStep.OnItemFailure;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnCancel;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Steps that are undone. */
final class CompensationTest {

    private static final StepSettings UNDONE_WHEN_CANCELLED =
            new StepSettings(FailureRules.FAIL, null, OnCancel.COMPENSATE, null);

    /** Undone by an agent of its own, once asked. */
    private static Step booking(String id) {
        return undoneBy(agent("un" + id), agent(id));
    }

    private static TestRun booked() {
        return TestRun.of(workflow(booking("flight"), booking("hotel"), agent("pay")))
                .given(start(), succeeds("flight", "F1"), succeeds("hotel", "H1"));
    }

    @Test
    void aRunThatFailsIsUndoneTheLastFirst() {
        TestRun run = booked();

        assertThat(run.when(fails("pay", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed pay r~3 rejected",
                        "step-failed pay r~3 rejected",
                        "remedy-started  compensate rejected",
                        "step-started .@undo <- null",
                        "step-decided .@undo undo=[\"hotel\",\"flight\"]",
                        "attempt-started hotel/unhotel r~4 #1 unhotel-agent <- out(hotel)");
        assertThat(run.when(succeeds("hotel/unhotel", "gone")))
                .containsExactly(
                        "step-completed hotel/unhotel r~4 -> \"gone\"",
                        "attempt-started flight/unflight r~5 #1 unflight-agent <- out(flight)");
        assertThat(run.when(succeeds("flight/unflight", "gone")))
                .containsExactly(
                        "step-completed flight/unflight r~5 -> \"gone\"",
                        "step-completed .@undo -> null",
                        "run-compensated rejected");
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPENSATED);
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("it broke");
    }

    @Test
    void aRunThatHasNothingToUndoFails() {
        TestRun run = TestRun.of(workflow(booking("flight"), agent("pay"))).given(start());

        assertThat(run.when(fails("flight", ErrorKind.REJECTED))).endsWith("run-failed rejected");
    }

    @Test
    void aRunThatIsToFailPlainlyIsNotUndone() {
        StepSettings fail = new StepSettings(OnFailure.FAIL, null);
        TestRun run =
                TestRun.of(workflow(fail, booking("flight"), agent("pay"))).given(start(), succeeds("flight", 1));

        assertThat(run.when(fails("pay", ErrorKind.REJECTED))).endsWith("run-failed rejected");
    }

    @Test
    void whatUndoesAStepIsTriedAgainAsItSays() {
        Step unbook = agent("unbook", retry(2, Duration.ofSeconds(5)));
        TestRun run = TestRun.of(workflow(undoneBy(unbook, agent("book")), agent("pay")))
                .given(start(), succeeds("book", 1), fails("pay", ErrorKind.BUG));

        assertThat(run.when(fails("book/unbook", ErrorKind.UNAVAILABLE)))
                .containsExactly("attempt-failed book/unbook r~3 unavailable again +PT5S by unbook-agent");
        assertThat(run.when(due()))
                .containsExactly("attempt-started book/unbook r~4 #2 unbook-agent <- in(book/unbook)");
        assertThat(run.when(succeeds("book/unbook", 1))).endsWith("run-compensated bug");
    }

    @Test
    void aCompensationThatFailsIsAnIncidentThatMayBeTriedAgain() {
        TestRun run = booked().given(fails("pay", ErrorKind.BUG));

        assertThat(run.when(fails("hotel/unhotel", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed hotel/unhotel r~4 rejected", "incident-raised r~5 at hotel/unhotel rejected");
        assertThat(run.when(resolve("r~5", Resolution.RETRY)))
                .endsWith("attempt-started hotel/unhotel r~6 #1 unhotel-agent <- in(hotel/unhotel)");
        run.given(succeeds("hotel/unhotel", 1));
        assertThat(run.when(succeeds("flight/unflight", 1))).endsWith("run-compensated bug");
    }

    @Test
    void aCompensationThatFailsMayBeSkippedAndTheRestIsUndone() {
        TestRun run = booked().given(fails("pay", ErrorKind.BUG), fails("hotel/unhotel", ErrorKind.REJECTED));

        assertThat(run.when(resolve("r~5", Resolution.SKIP)))
                .endsWith(
                        "step-completed hotel/unhotel -> null",
                        "attempt-started flight/unflight r~6 #1 unflight-agent <- out(flight)");
        assertThat(run.when(succeeds("flight/unflight", 1))).endsWith("run-compensated bug");
    }

    @Test
    void aPersonWhoGivesUpACompensationFailsTheRun() {
        TestRun run = booked().given(fails("pay", ErrorKind.BUG), fails("hotel/unhotel", ErrorKind.REJECTED));

        assertThat(run.when(resolve("r~5", Resolution.FAIL)))
                .containsExactly(
                        "incident-resolved r~5 at hotel/unhotel fail",
                        "step-failed hotel/unhotel rejected",
                        "step-failed .@undo rejected",
                        "run-failed bug");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("it broke", "not all could be undone", "hotel/unhotel");
        assertThat(run.refusal(TestRun.retry())).isEqualTo(Rejection.Code.RUN_ENDED);
    }

    @Test
    void aRunThatIsUndoneCannotGoOn() {
        TestRun run = booked().given(
                        fails("pay", ErrorKind.BUG), succeeds("hotel/unhotel", 1), succeeds("flight/unflight", 1));

        assertThat(run.refusal(TestRun.retry())).isEqualTo(Rejection.Code.RUN_ENDED);
    }

    @Test
    void theCompensationOfEachItemSeesItsOwnInputAndOutput() {
        FakeExpression both = FakeExpression.variable("completed");
        Step book = undoneBy(agent("unbook", both.template()), agent("book"));
        Step each = map("each", OnItemFailure.FAIL, book, agent("check"));
        TestRun run = TestRun.of(workflow(each));
        run.given(
                start(List.of("paris", "rome")),
                succeeds("each[2]/book", "R"),
                succeeds("each[1]/book", "P"),
                fails("each[1]/check", ErrorKind.REJECTED));

        assertThat(completed(run, "each[1]/book/unbook")).isEqualTo("{\"input\":\"paris\",\"output\":\"P\"}");
        run.given(succeeds("each[1]/book/unbook", 1));
        assertThat(completed(run, "each[2]/book/unbook")).isEqualTo("{\"input\":\"rome\",\"output\":\"R\"}");
        assertThat(run.when(succeeds("each[2]/book/unbook", 1))).endsWith("run-compensated rejected");
    }

    private static String completed(TestRun run, String path) {
        return run.state()
                .input(Objects.requireNonNull(run.state().step(path)))
                .json()
                .toString();
    }

    @Test
    void aPatternThatIsUndoneFailsOnlyThen() {
        Step trip = new SequenceStep(
                "trip", new StepSettings(OnFailure.COMPENSATE, null), List.of(booking("flight"), agent("pay")));
        Step around = onFailure(OnFailure.CONTINUE, new SequenceStep("around", StepSettings.DEFAULT, List.of(trip)));
        TestRun run = TestRun.of(workflow(booking("before"), around, agent("after")))
                .given(start(), succeeds("before", 0), succeeds("around/trip/flight", 1));

        assertThat(run.when(fails("around/trip/pay", ErrorKind.REJECTED)))
                .endsWith(
                        "remedy-started around/trip compensate rejected",
                        "step-started around/trip.@undo <- null",
                        "step-decided around/trip.@undo undo=[\"around/trip/flight\"]",
                        "attempt-started around/trip/flight/unflight r~4 #1 unflight-agent <- out(around/trip/flight)");
        assertThat(run.when(succeeds("around/trip/flight/unflight", 1)))
                .containsExactly(
                        "step-completed around/trip/flight/unflight r~4 -> 1",
                        "step-completed around/trip.@undo -> null",
                        "step-failed around/trip rejected",
                        "step-failed around rejected continued",
                        "attempt-started after r~5 #1 after-agent <- out(around)");
        // What is undone already is not undone again.
        run.given(fails("after", ErrorKind.BUG));
        assertThat(run.when(succeeds("before/unbefore", 1))).endsWith("run-compensated bug");
    }

    @Test
    void whatIsUndoneAsAWholeIsNotUndoneInParts() {
        Step trip = new SequenceStep("trip", StepSettings.DEFAULT, List.of(booking("flight"), booking("hotel")));
        TestRun run = TestRun.of(workflow(undoneBy(agent("untrip"), trip), agent("pay")))
                .given(start(), succeeds("trip/flight", 1), succeeds("trip/hotel", 1));

        assertThat(run.when(fails("pay", ErrorKind.REJECTED)))
                .contains("step-decided .@undo undo=[\"trip\"]")
                .endsWith("attempt-started trip/untrip r~4 #1 untrip-agent <- out(trip)");
    }

    @Test
    void aCancelledRunIsUndoneOnlyIfItSaysSo() {
        TestRun plain = booked();
        assertThat(plain.when(cancel())).containsExactly("step-cancelled pay", "run-cancelled");

        TestRun run = TestRun.of(workflow(UNDONE_WHEN_CANCELLED, booking("flight"), agent("pay")))
                .given(start(), succeeds("flight", 1));
        assertThat(run.when(cancel()))
                .containsExactly(
                        "step-cancelled pay",
                        "remedy-started  compensate cancelled",
                        "step-started .@undo <- null",
                        "step-decided .@undo undo=[\"flight\"]",
                        "attempt-started flight/unflight r~3 #1 unflight-agent <- out(flight)");
        assertThat(run.when(cancel())).isEmpty();
        assertThat(run.when(succeeds("flight/unflight", 1))).endsWith("run-compensated cancelled");
    }

    @Test
    void theLoserOfAJoinIsUndoneBesideIfItSaysSoAndTheRunWaitsForThat() {
        Step slow = undoneWhenCancelled(
                new SequenceStep("slow", StepSettings.DEFAULT, List.of(booking("flight"), agent("pay"))));
        TestRun run = TestRun.of(
                        workflow(parallel("race", new Join.Any(), branch("a", slow), branch("b", agent("fast")))))
                .given(start(), succeeds("race/slow/flight", 1));

        assertThat(run.when(succeeds("race/fast", "first")))
                .containsExactly(
                        "step-completed race/fast r~1 -> \"first\"",
                        "step-cancelled race/slow/pay",
                        "step-cancelled race/slow",
                        "step-started race/slow.@undo <- null",
                        "step-decided race/slow.@undo undo=[\"race/slow/flight\"]",
                        "step-completed race -> {b=out(race/fast)}",
                        "attempt-started race/slow/flight/unflight r~4 #1 unflight-agent <- out(race/slow/flight)");
        assertThat(run.when(succeeds("race/slow/flight/unflight", 1)))
                .endsWith("step-completed race/slow.@undo -> null", "run-completed -> out(race)");
    }

    @Test
    void aRetriedRunBeginsAPatternAnewThatWasUndoneWhenItWasCancelled() {
        Step trip = undoneWhenCancelled(
                new SequenceStep("trip", StepSettings.DEFAULT, List.of(booking("flight"), agent("pay"))));
        TestRun run = TestRun.of(workflow(trip))
                .given(start(), succeeds("trip/flight", 1), cancel(), succeeds("trip/flight/unflight", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.CANCELLED);

        assertThat(run.when(TestRun.retry())).endsWith("attempt-started trip/flight r~4 #1 flight-agent <- in(trip)");
    }

    @Test
    void whatIsStillBeingUndoneIsNotDoneAgain() {
        Step trip = undoneWhenCancelled(
                new SequenceStep("trip", StepSettings.DEFAULT, List.of(booking("flight"), agent("pay"))));
        Step both = onFailure(
                OnFailure.ESCALATE, parallel("both", new Join.All(), branch("l", trip), branch("r", agent("r"))));
        TestRun run = TestRun.of(workflow(both))
                .given(start(), succeeds("both/trip/flight", 1), fails("both/r", ErrorKind.BUG));
        String incident = ((Activity.AwaitingPerson) Objects.requireNonNull(run.activity("both"))).incident();

        assertThat(run.refusal(resolve(incident, Resolution.RETRY))).isEqualTo(Rejection.Code.STILL_UNDOING);
        run.given(succeeds("both/trip/flight/unflight", 1), resolve(incident, Resolution.RETRY));
        assertThat(run.activity("both/trip/flight")).isInstanceOf(Activity.Attempting.class);
    }

    @Test
    void cancellingTheRunDoesNotCutShortWhatIsBeingUndone() {
        Step trip = new SequenceStep(
                "trip", new StepSettings(OnFailure.COMPENSATE, null), List.of(booking("flight"), agent("pay")));
        TestRun run = TestRun.of(workflow(trip))
                .given(start(), succeeds("trip/flight", 1), fails("trip/pay", ErrorKind.REJECTED));

        assertThat(run.when(cancel())).containsExactly("step-cancelled trip", "remedy-started  cancel cancelled");
        assertThat(run.when(succeeds("trip/flight/unflight", 1)))
                .endsWith("step-completed trip.@undo -> null", "run-cancelled");
    }

    @Test
    void whatIsInsideACompensationIsCancelledWithIt() {
        Step unbook = parallel("un", new Join.Any(), branch("l", agent("l")), branch("r", agent("r")));
        TestRun run = TestRun.of(workflow(undoneBy(unbook, agent("book")), agent("pay")))
                .given(start(), succeeds("book", 1), fails("pay", ErrorKind.BUG));

        assertThat(run.when(succeeds("book/un/l", 1)))
                .contains("step-cancelled book/un/r")
                .endsWith("run-compensated bug");
    }

    @Test
    void aPausedRunIsUndoneWhenItGoesOn() {
        TestRun run = booked().given(pause());

        assertThat(run.when(fails("pay", ErrorKind.BUG))).endsWith("step-held hotel/unhotel <- out(hotel)");
        assertThat(run.when(resume()))
                .endsWith("attempt-started hotel/unhotel r~4 #1 unhotel-agent <- in(hotel/unhotel)");
    }

    @Test
    void aRunThatTimesOutHasTheTimeToBeUndone() {
        TestRun run = TestRun.of(workflow(Duration.ofMinutes(1), booking("flight"), sleep("long", Duration.ofHours(1))))
                .given(start(), succeeds("flight", 1));

        assertThat(run.when(due())).contains("remedy-started  compensate timeout");
        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(succeeds("flight/unflight", 1))).endsWith("run-compensated timeout");
    }

    @Test
    void aRetriedRunBeginsAPatternAnewThatWasUndone() {
        Step trip = new SequenceStep(
                "trip", new StepSettings(OnFailure.COMPENSATE, null), List.of(booking("flight"), agent("pay")));
        TestRun run = TestRun.of(workflow(trip))
                .given(
                        start(),
                        succeeds("trip/flight", 1),
                        fails("trip/pay", ErrorKind.REJECTED),
                        succeeds("trip/flight/unflight", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        assertThat(run.when(TestRun.retry()))
                .containsExactly(
                        "run-retried",
                        "step-started trip <- in(trip)",
                        "attempt-started trip/flight r~4 #1 flight-agent <- in(trip)");
        run.given(succeeds("trip/flight", 2));
        assertThat(run.when(fails("trip/pay", ErrorKind.REJECTED)))
                .endsWith("attempt-started trip/flight/unflight r~6 #1 unflight-agent <- out(trip/flight)");
        assertThat(run.when(succeeds("trip/flight/unflight", 1))).endsWith("run-failed rejected");
    }
}

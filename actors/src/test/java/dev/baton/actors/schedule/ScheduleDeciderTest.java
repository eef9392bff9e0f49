package dev.baton.actors.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.ScheduleCommand.StartResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleDeciderTest {

    private static final Principal DANA = new Principal(Principal.Kind.PERSON, "dana", null);
    private static final Instant MIDNIGHT = Instant.parse("2026-05-01T00:00:00Z");

    private final ScheduleKey key = new ScheduleKey("default", "hourly");
    private final List<ScheduleChange> history = new ArrayList<>();
    private ScheduleState state = ScheduleState.none(key);
    private @Nullable ScheduleDefinition definition;

    private static ScheduleDefinition schedule(String more) {
        Compiled compiled = WorkflowCompiler.compile("""
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: hourly, labels: {team: ops}}
                spec:
                  workflow: report
                  input: {hour: "${ schedule.localTime }", cause: "${ schedule.cause }"}
                  cron: "0 * * * *"
                """ + more.indent(2));
        assertThat(compiled.problems()).isEmpty();
        return compiled.schedules().getFirst();
    }

    private ScheduleState applied(String more) {
        ScheduleDefinition wanted = schedule(more);
        accept(new ScheduleCommand.Apply(wanted, "source"), "2026-05-01T00:00:00Z");
        definition = wanted;
        return state;
    }

    private ScheduleChange header(Instant now) {
        return new ScheduleChange(key, "dev", state.lastEvent() + 1, now, DANA, "test", List.of());
    }

    private List<ScheduleEvent> accept(ScheduleCommand command, String now) {
        ScheduleOutcome outcome = new ScheduleDecider(definition).decide(state, command, header(Instant.parse(now)));
        assertThat(outcome).isInstanceOf(ScheduleOutcome.Accepted.class);
        ScheduleOutcome.Accepted accepted = (ScheduleOutcome.Accepted) outcome;
        assertThat(ScheduleFold.apply(state, accepted.change())).isEqualTo(accepted.next());
        assertThat(accepted.next().lastEvent()).isEqualTo(accepted.change().lastEvent());
        state = accepted.next();
        history.add(accepted.change());
        return accepted.change().events();
    }

    private ScheduleRejection.Code refused(ScheduleCommand command) {
        ScheduleOutcome outcome = new ScheduleDecider(definition).decide(state, command, header(MIDNIGHT));
        assertThat(outcome).isInstanceOf(ScheduleOutcome.Refused.class);
        return ((ScheduleOutcome.Refused) outcome).rejection().code();
    }

    private List<String> wake(String now, String... ended) {
        accept(new ScheduleCommand.Wake(Set.of(ended)), now);
        return starting();
    }

    private List<String> starting() {
        return state.outstanding().starting().stream()
                .map(fire -> fire.scheduledAt().toString())
                .toList();
    }

    /** All that were to be started have been. */
    private String started(String now) {
        List<StartResult> results = new ArrayList<>();
        state.outstanding().starting().forEach(fire -> results.add(new StartResult.Started(fire.runId(), 3)));
        accept(new ScheduleCommand.RecordStarts(results), now);
        return results.getFirst().runId();
    }

    private List<String> skipped() {
        return state.past().recent().stream()
                .filter(ran -> ran.problem() != null)
                .map(ran -> ran.scheduledAt() + " " + ran.problem())
                .toList();
    }

    private @Nullable Instant wakeAt() {
        return definition == null ? null : ScheduleDecider.wakeAt(state, definition);
    }

    @Test
    void a_time_that_has_come_is_a_run_under_an_id_of_its_own() {
        applied("");
        assertThat(wakeAt()).isEqualTo("2026-05-01T01:00:00Z");
        assertThat(wake("2026-05-01T00:59:59Z")).isEmpty();

        assertThat(wake("2026-05-01T01:00:00Z")).containsExactly("2026-05-01T01:00:00Z");

        Fire fire = state.outstanding().starting().getFirst();
        assertThat(fire.runId()).startsWith("hourly-20260501T010000Z-");
        assertThat(fire.input().toString()).isEqualTo("{\"cause\":\"time\",\"hour\":\"2026-05-01T01:00:00Z\"}");
        assertThat(fire.by()).isEqualTo(new Principal(Principal.Kind.SERVICE, "schedule/hourly", DANA));
        assertThat(state.next()).isEqualTo("2026-05-01T02:00:00Z");
        assertThat(wakeAt()).as("until it is known to have started").isEqualTo("2026-05-01T01:00:00Z");

        started("2026-05-01T01:00:01Z");
        assertThat(wakeAt()).isEqualTo("2026-05-01T02:00:00Z");
        assertThat(state.past().recent().getFirst().runId()).isEqualTo(fire.runId());
        assertThat(state.outstanding().open()).containsExactly(fire.runId());
    }

    @Test
    void a_start_that_was_lost_is_the_same_start_again() {
        applied("");
        wake("2026-05-01T01:00:00Z");
        Fire decided = state.outstanding().starting().getFirst();

        wake("2026-05-01T01:10:00Z");

        assertThat(state.outstanding().starting()).containsExactly(decided);
        started("2026-05-01T01:10:01Z");
        assertThat(accept(
                        new ScheduleCommand.RecordStarts(List.of(new StartResult.Started(decided.runId(), 3))),
                        "2026-05-01T01:10:02Z"))
                .as("a result that is recorded already")
                .isEmpty();
    }

    @Test
    void skip_starts_nothing_beside_a_run() {
        applied("");
        wake("2026-05-01T01:00:00Z");
        String run = started("2026-05-01T01:00:00Z");

        assertThat(wake("2026-05-01T02:00:00Z")).isEmpty();
        assertThat(skipped()).containsExactly("2026-05-01T02:00:00Z skipped: the run before has not ended");
        assertThat(wake("2026-05-01T03:00:00Z", run)).containsExactly("2026-05-01T03:00:00Z");
    }

    @Test
    void buffer_one_starts_one_more_when_the_run_has_ended() {
        applied("overlap: bufferOne");
        wake("2026-05-01T01:00:00Z");
        String run = started("2026-05-01T01:00:00Z");
        assertThat(wake("2026-05-01T02:00:00Z")).isEmpty();
        assertThat(wake("2026-05-01T03:00:00Z")).isEmpty();
        assertThat(skipped()).containsExactly("2026-05-01T03:00:00Z skipped: a start waits already");

        assertThat(wake("2026-05-01T03:10:00Z", run)).containsExactly("2026-05-01T02:00:00Z");
        assertThat(state.outstanding().waiting()).isNull();
    }

    @Test
    void cancel_other_starts_the_newest_when_the_run_has_ended() {
        applied("overlap: cancelOther");
        wake("2026-05-01T01:00:00Z");
        String run = started("2026-05-01T01:00:00Z");
        wake("2026-05-01T02:00:00Z");
        assertThat(wake("2026-05-01T03:00:00Z")).isEmpty();
        assertThat(skipped()).containsExactly("2026-05-01T02:00:00Z skipped: a newer time has come");

        assertThat(wake("2026-05-01T03:00:01Z", run)).containsExactly("2026-05-01T03:00:00Z");
    }

    @Test
    void allow_all_starts_beside() {
        applied("overlap: allowAll");
        wake("2026-05-01T01:00:00Z");
        started("2026-05-01T01:00:00Z");

        assertThat(wake("2026-05-01T03:00:00Z")).containsExactly("2026-05-01T02:00:00Z", "2026-05-01T03:00:00Z");
    }

    @Test
    void what_was_missed_within_the_window_is_caught_up_with_and_the_rest_is_counted() {
        applied("overlap: allowAll\ncatchUp: PT2H");

        assertThat(wake("2026-05-03T06:30:00Z")).containsExactly("2026-05-03T05:00:00Z", "2026-05-03T06:00:00Z");
        assertThat(history.getLast().events())
                .contains(new ScheduleEvent.Missed(
                        Instant.parse("2026-05-01T01:00:00Z"), Instant.parse("2026-05-03T04:00:00Z"), 52, false));
        assertThat(state.past().missed()).isEqualTo(52);
    }

    @Test
    void years_of_missed_times_are_passed_in_one_write() {
        definition = WorkflowCompiler.compile("""
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: hourly}
                spec: {workflow: report, every: PT1S, catchUp: PT1S, overlap: allowAll}
                """).schedules().getFirst();
        accept(new ScheduleCommand.Apply(definition, ""), "2026-05-01T00:00:00Z");

        assertThat(wake("2036-05-01T00:00:00Z")).containsExactly("2036-04-30T23:59:59Z", "2036-05-01T00:00:00Z");
        assertThat(state.past().missed()).isEqualTo(DueFires.MISSED_MAX);
    }

    @Test
    void jitter_puts_a_start_off_and_not_its_time() {
        applied("jitter: PT30M\noverlap: allowAll");
        Instant due = Objects.requireNonNull(wakeAt());

        assertThat(due).isBetween("2026-05-01T01:00:00Z", "2026-05-01T01:29:59.999Z");
        assertThat(wake(due.minusMillis(1).toString())).isEmpty();
        assertThat(wake(due.toString())).containsExactly("2026-05-01T01:00:00Z");
        Set<Duration> delays = new HashSet<>();
        for (int hour = 0; hour < 24; hour++) {
            delays.add(ScheduleDecider.delay(schedule("jitter: PT30M"), MIDNIGHT.plus(Duration.ofHours(hour))));
        }
        assertThat(delays).hasSizeGreaterThan(20);
    }

    @Test
    void a_paused_schedule_does_nothing_and_goes_on_with_the_next_time() {
        applied("");
        accept(new ScheduleCommand.Pause("holidays"), "2026-05-01T00:30:00Z");
        assertThat(accept(new ScheduleCommand.Pause("again"), "2026-05-01T00:40:00Z"))
                .isEmpty();
        assertThat(wakeAt()).isNull();
        assertThat(wake("2026-05-01T05:30:00Z")).isEmpty();

        accept(new ScheduleCommand.Resume("back"), "2026-05-01T05:30:00Z");

        assertThat(accept(new ScheduleCommand.Resume("again"), "2026-05-01T05:31:00Z"))
                .isEmpty();
        assertThat(wakeAt()).isEqualTo("2026-05-01T06:00:00Z");
        assertThat(state.past().missed()).isZero();
    }

    @Test
    void a_trigger_starts_a_run_once_even_beside_another_and_while_paused() {
        applied("");
        accept(new ScheduleCommand.Pause(""), "2026-05-01T00:10:00Z");
        accept(new ScheduleCommand.Trigger("t1", null), "2026-05-01T00:30:00Z");
        assertThat(accept(new ScheduleCommand.Trigger("t1", null), "2026-05-01T00:31:00Z"))
                .isEmpty();
        accept(
                new ScheduleCommand.Trigger(
                        "t2", JsonNodeFactory.instance.objectNode().put("a", 1)),
                "2026-05-01T00:32:00Z");

        assertThat(state.outstanding().starting())
                .extracting(fire -> fire.input().toString())
                .containsExactly("{\"cause\":\"manual\",\"hour\":\"2026-05-01T00:30:00Z\"}", "{\"a\":1}");
        started("2026-05-01T00:33:00Z");
        assertThat(accept(new ScheduleCommand.Trigger("t1", null), "2026-05-01T00:34:00Z"))
                .isEmpty();
        assertThat(state.outstanding().open())
                .as("its own time does not wait for them")
                .isEmpty();
    }

    @Test
    void a_backfill_starts_the_runs_of_a_range_under_the_ids_that_they_would_have_had() {
        applied("");
        wake("2026-05-01T01:00:00Z");
        String run = started("2026-05-01T01:00:00Z");
        accept(
                new ScheduleCommand.Backfill("b1", MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(119))),
                "2026-05-06T00:00:00Z");
        assertThat(accept(new ScheduleCommand.Backfill("b1", MIDNIGHT, MIDNIGHT), "2026-05-06T00:00:01Z"))
                .isEmpty();

        Set<String> runs = new HashSet<>();
        int writes = 0;
        while (state.outstanding().backfills().getFirst().from() != null) {
            accept(new ScheduleCommand.Wake(Set.of(run)), "2026-05-06T00:00:02Z");
            state.outstanding().starting().stream()
                    .filter(fire -> fire.cause() == Fire.Cause.BACKFILL)
                    .forEach(fire -> runs.add(fire.runId()));
            started("2026-05-06T00:00:03Z");
            assertThat(++writes).isLessThan(10);
        }

        assertThat(runs).hasSize(120).contains(run);
    }

    @Test
    void a_backfill_is_bounded() {
        applied("");

        assertThat(refused(new ScheduleCommand.Backfill("b1", MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(60)))))
                .isEqualTo(ScheduleRejection.Code.BACKFILL_TOO_LARGE);
        for (int i = 0; i < ScheduleFold.BACKFILLS_MAX / 2; i++) {
            accept(new ScheduleCommand.Backfill("b" + i, MIDNIGHT, MIDNIGHT), "2026-05-01T00:00:00Z");
        }
        assertThat(refused(new ScheduleCommand.Backfill("more", MIDNIGHT, MIDNIGHT)))
                .isEqualTo(ScheduleRejection.Code.TOO_MANY_BACKFILLS);
    }

    @Test
    void starts_that_wait_are_bounded() {
        applied("");
        for (int i = 0; i < ScheduleTurn.STARTING_MAX; i++) {
            accept(new ScheduleCommand.Trigger("t" + i, null), "2026-05-01T00:00:00Z");
        }

        assertThat(refused(new ScheduleCommand.Trigger("more", null)))
                .isEqualTo(ScheduleRejection.Code.TOO_MANY_STARTS);
        assertThat(wake("2026-05-01T01:00:00Z")).as("its time waits too").hasSize(ScheduleTurn.STARTING_MAX);
        assertThat(state.next()).isEqualTo("2026-05-01T01:00:00Z");
    }

    @Test
    void an_input_that_cannot_be_made_is_a_failure_of_that_time_alone() {
        definition = WorkflowCompiler.compile("""
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: hourly}
                spec: {workflow: report, cron: "0 * * * *", input: "${ 6 / (schedule.localTime.contains('T01') ? 0 : 2) }"}
                """).schedules().getFirst();
        accept(new ScheduleCommand.Apply(definition, ""), "2026-05-01T00:00:00Z");

        assertThat(wake("2026-05-01T02:00:00Z")).containsExactly("2026-05-01T02:00:00Z");
        assertThat(state.past().failed()).isOne();
        assertThat(skipped()).singleElement().asString().contains("2026-05-01T01:00:00Z input: ");
    }

    @Test
    void a_change_counts_from_now_and_the_same_again_is_none() {
        applied("");
        assertThat(accept(new ScheduleCommand.Apply(schedule(""), "other"), "2026-05-01T00:10:00Z"))
                .isEmpty();
        ScheduleDefinition daily = WorkflowCompiler.compile("""
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: hourly}
                spec: {workflow: report, cron: "30 12 * * *"}
                """).schedules().getFirst();

        accept(new ScheduleCommand.Apply(daily, ""), "2026-05-01T13:00:00Z");

        assertThat(state.next()).isEqualTo("2026-05-02T12:30:00Z");
        assertThat(state.definition().createdAt()).isEqualTo(MIDNIGHT);
    }

    @Test
    void a_deleted_schedule_does_nothing_and_is_another_when_it_is_applied_again() {
        applied("");
        wake("2026-05-01T01:00:00Z");
        String first = started("2026-05-01T01:00:00Z");
        accept(new ScheduleCommand.Delete(), "2026-05-01T01:30:00Z");
        assertThat(wakeAt()).isNull();
        assertThat(refused(new ScheduleCommand.Wake(Set.of()))).isEqualTo(ScheduleRejection.Code.SCHEDULE_NOT_FOUND);

        accept(new ScheduleCommand.Apply(schedule(""), ""), "2026-05-01T02:00:00Z");
        accept(
                new ScheduleCommand.Backfill(
                        "b", Instant.parse("2026-05-01T01:00:00Z"), Instant.parse("2026-05-01T01:00:00Z")),
                "2026-05-01T02:00:00Z");

        assertThat(wake("2026-05-01T02:00:01Z")).containsExactly("2026-05-01T01:00:00Z");
        assertThat(state.outstanding().starting().getFirst().runId()).isNotEqualTo(first);
    }

    @Test
    void the_history_alone_makes_the_state() {
        applied("overlap: bufferOne");
        wake("2026-05-01T01:00:00Z");
        started("2026-05-01T01:00:00Z");
        wake("2026-05-01T03:00:00Z");
        accept(new ScheduleCommand.Pause("stop"), "2026-05-01T03:10:00Z");
        accept(new ScheduleCommand.Resume("go"), "2026-05-01T03:20:00Z");

        ScheduleState replayed = ScheduleState.none(key);
        for (ScheduleChange change : history) {
            replayed = ScheduleFold.apply(replayed, change);
        }

        assertThat(replayed).isEqualTo(state);
    }
}

package dev.baton.actors.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BulkDeciderTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final BulkKey KEY = new BulkKey("default", "b1");
    private static final Principal DANA = new Principal(Principal.Kind.PERSON, "dana", null);
    private static final Cursor FURTHER = new Cursor(NOON, "r1");

    private BulkState state = BulkState.none(KEY);

    private static BulkCommand ask(int count) {
        RunFilter filter = RunFilter.of(Set.of("waiting"), "flow", Map.of());
        return new BulkCommand.Ask(new BulkRequest(new BulkVerb.Cancel("why"), filter, count, 100), "digest");
    }

    private static BulkCommand.Advance advance(List<RunResult> results, @Nullable Cursor after, String... next) {
        return new BulkCommand.Advance(results, List.of(next), after);
    }

    private static List<RunResult> done(String... runs) {
        return Stream.of(runs)
                .map(run -> RunResult.of(run, RunResult.Kind.DONE))
                .toList();
    }

    private BulkOutcome decide(BulkCommand command) {
        return BulkDecider.decide(
                state, command, new BulkChange(KEY, "dev", state.lastEvent() + 1, NOON, DANA, "test", List.of()));
    }

    private List<BulkEvent> when(BulkCommand command) {
        BulkOutcome.Accepted accepted = (BulkOutcome.Accepted) decide(command);
        state = accepted.next();
        return accepted.change().events();
    }

    private BulkRejection.Code refusal(BulkCommand command) {
        return ((BulkOutcome.Refused) decide(command)).rejection().code();
    }

    @Test
    void it_takes_page_after_page_and_counts_what_became_of_the_runs() {
        when(ask(5));
        assertThat(when(advance(List.of(), FURTHER, "r3", "r2")))
                .containsExactly(new BulkEvent.Taken(List.of("r3", "r2"), FURTHER));
        assertThat(state.outstanding()).containsExactly("r3", "r2");

        List<RunResult> results = List.of(
                RunResult.of("r2", RunResult.Kind.UNCHANGED),
                new RunResult("r3", RunResult.Kind.REFUSED, "run-ended", "it is over"));
        when(advance(results, null, "r1", "r0"));
        when(advance(
                List.of(done("r1").getFirst(), new RunResult("r0", RunResult.Kind.FAILED, "run-unreachable", "no")),
                null));

        assertThat(state.status()).isEqualTo(BulkState.Status.COMPLETED);
        assertThat(state.progress())
                .isEqualTo(new BulkState.Progress(4, 1, 1, Map.of("run-ended", 1L), Map.of("run-unreachable", 1L)));
        assertThat(state.problems()).extracting(RunResult::run).containsExactly("r0", "r3");
        assertThat(state.wakeAt()).isNull();
    }

    @Test
    void nobody_is_told_by_an_operation_that_was_not_asked_for() {
        assertThat(refusal(advance(List.of(), null, "r1"))).isEqualTo(BulkRejection.Code.BULK_NOT_FOUND);
        assertThat(refusal(new BulkCommand.Stop(null))).isEqualTo(BulkRejection.Code.BULK_NOT_FOUND);
    }

    @Test
    void the_same_request_is_one_operation_and_another_is_refused() {
        when(ask(5));

        assertThat(when(ask(7))).as("the digest counts").isEmpty();
        BulkRequest request = state.wanted().request();
        assertThat(refusal(new BulkCommand.Ask(request, "other"))).isEqualTo(BulkRejection.Code.BULK_EXISTS);
    }

    @Test
    void of_two_nodes_that_tell_the_same_runs_one_goes_on() {
        when(ask(5));
        when(advance(List.of(), FURTHER, "r3", "r2"));
        assertThat(when(advance(List.of(), FURTHER, "r3", "r2")))
                .as("both took the first page")
                .isEmpty();

        when(advance(done("r3", "r2"), null, "r1"));

        assertThat(when(advance(done("r3", "r2"), null, "r1"))).isEmpty();
        assertThat(state.progress().done()).isEqualTo(2);
        assertThat(state.outstanding()).containsExactly("r1");
    }

    @Test
    void no_more_runs_are_told_than_were_counted() {
        when(ask(3));
        when(advance(List.of(), FURTHER, "r5", "r4"));
        when(advance(done("r5", "r4"), FURTHER, "r3", "r2"));
        assertThat(state.outstanding()).containsExactly("r3");

        assertThat(when(advance(done("r3"), null, "r1")))
                .containsExactly(new BulkEvent.Told(done("r3")), new BulkEvent.Completed(true));
    }

    @Test
    void what_is_being_told_when_it_is_stopped_is_still_counted() {
        when(ask(5));
        when(advance(List.of(), FURTHER, "r3", "r2"));
        assertThat(when(new BulkCommand.Stop("wrong filter"))).containsExactly(new BulkEvent.Stopped("wrong filter"));
        assertThat(state.status()).isEqualTo(BulkState.Status.STOPPING);
        assertThat(when(new BulkCommand.Stop("again"))).isEmpty();

        assertThat(when(advance(done("r3", "r2"), null, "r1")))
                .containsExactly(new BulkEvent.Told(done("r3", "r2")), new BulkEvent.Completed(false));
        assertThat(state.status()).isEqualTo(BulkState.Status.STOPPED);
    }

    @Test
    void whoever_has_taken_runs_has_some_time_and_then_somebody_else_looks() {
        when(ask(5));
        assertThat(state.wakeAt()).isEqualTo(NOON);
        when(advance(List.of(), FURTHER, "r3"));
        assertThat(state.wakeAt()).isEqualTo(NOON.plus(BulkState.LEASE));
    }

    @Test
    void the_problems_of_many_runs_are_counted_and_the_last_are_shown() {
        when(ask(1_000));
        for (int page = 0; page < 10; page++) {
            int first = page * 100;
            String[] runs =
                    IntStream.range(first, first + 100).mapToObj(n -> "r" + n).toArray(String[]::new);
            when(advance(page == 0 ? List.of() : refused(first - 100), FURTHER, runs));
        }
        when(advance(refused(900), null));

        assertThat(state.progress().refused()).isEqualTo(Map.of("run-ended", 1_000L));
        assertThat(state.problems())
                .hasSize(BulkFold.PROBLEMS_MAX)
                .first()
                .extracting(RunResult::run)
                .isEqualTo("r999");
    }

    private static List<RunResult> refused(int first) {
        return IntStream.range(first, first + 100)
                .mapToObj(n -> new RunResult("r" + n, RunResult.Kind.REFUSED, "run-ended", "over"))
                .toList();
    }

    @Test
    void a_confirmation_is_read_as_it_was_written_and_nothing_else_is_one() {
        Confirmation confirmation = Confirmation.of(12_345, NOON, "0123456789abcdef");

        assertThat(confirmation.text()).startsWith("12345.");
        assertThat(Confirmation.read(confirmation.text())).contains(confirmation);
        assertThat(confirmation.isOf("0123456789abcdef")).isTrue();
        assertThat(confirmation.isOf("1123456789abcdef")).isFalse();
        for (String wrong : List.of("", "12", "-1.a.0123456789ab", "1.zzzzzzzzzzzz.0123456789ab", "1.a.xyz")) {
            assertThat(Confirmation.read(wrong)).as(wrong).isEmpty();
        }
    }
}

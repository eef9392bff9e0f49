package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleEvent;
import dev.baton.actors.schedule.ScheduleFold;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTableTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path folder;

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static ScheduleState none(String name) {
        return ScheduleState.none(new ScheduleKey("default", name));
    }

    private static ScheduleChange change(ScheduleState before, ScheduleEvent... events) {
        return new ScheduleChange(
                before.key(), "dev", before.lastEvent() + 1, NOON, Principal.ANONYMOUS, "test", List.of(events));
    }

    private static ScheduleEvent applied() {
        return new ScheduleEvent.Applied("{}", "sha256:00", "{}", NOON);
    }

    /** The state after the event, if it was written. */
    private static @Nullable ScheduleState append(
            ScheduleStore store, ScheduleState before, ScheduleEvent event, @Nullable Instant wakeAt) {
        ScheduleChange change = change(before, event);
        ScheduleState next = ScheduleFold.apply(before, change);
        return join(store.append(change, next, wakeAt)) ? next : null;
    }

    private static ScheduleState written(ScheduleStore store, ScheduleState before, ScheduleEvent event) {
        return Objects.requireNonNull(append(store, before, event, NOON));
    }

    @ParameterizedTest
    @EnumSource
    void of_two_changes_to_the_same_state_one_is_written_with_its_history(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            ScheduleStore schedules = store.schedules();
            ScheduleState none = none("nightly");
            ScheduleState first = written(schedules, none, applied());
            assertThat(append(schedules, none, applied(), NOON)).isNull();

            ScheduleState second = written(schedules, first, new ScheduleEvent.Paused("a"));
            assertThat(append(schedules, first, new ScheduleEvent.Paused("b"), null))
                    .isNull();

            assertThat(join(schedules.get(none.key()))).contains(second);
            assertThat(join(schedules.history(none.key(), null, 10)))
                    .containsExactly(change(first, new ScheduleEvent.Paused("a")), change(none, applied()));
            assertThat(join(schedules.history(none.key(), 2L, 10))).containsExactly(change(none, applied()));
            assertThat(join(schedules.history(none.key(), null, 1))).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_due_is_found_longest_due_first(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            ScheduleStore schedules = store.schedules();
            append(schedules, none("later"), applied(), NOON.plusSeconds(1));
            append(schedules, none("never"), applied(), null);
            append(schedules, none("second"), applied(), NOON);
            append(schedules, none("first"), applied(), NOON.minusSeconds(1));

            assertThat(join(schedules.due(NOON, 10)))
                    .extracting(ScheduleKey::name)
                    .containsExactly("first", "second");
            assertThat(join(schedules.due(NOON, 1)))
                    .extracting(ScheduleKey::name)
                    .containsExactly("first");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deleted_ones_are_not_listed_and_keep_their_history(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            ScheduleStore schedules = store.schedules();
            ScheduleState gone = written(schedules, none("b"), applied());
            append(schedules, none("c"), applied(), NOON);
            append(schedules, none("a"), applied(), NOON);
            append(schedules, gone, new ScheduleEvent.Deleted(), null);

            assertThat(join(schedules.list("default", null, 10)))
                    .extracting(state -> state.key().name())
                    .containsExactly("a", "c");
            assertThat(join(schedules.list("default", "a", 10))).hasSize(1);
            assertThat(join(schedules.list("other", null, 10))).isEmpty();
            assertThat(join(schedules.history(gone.key(), null, 10))).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void any_node_writes_and_of_two_nodes_one_is_first(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store one = TestStore.open(config);
                Store other = TestStore.open(config)) {
            ScheduleState first = written(one.schedules(), none("nightly"), applied());
            assertThat(append(other.schedules(), none("nightly"), applied(), NOON))
                    .isNull();

            written(other.schedules(), first, new ScheduleEvent.Paused("other"));

            assertThat(append(one.schedules(), first, new ScheduleEvent.Paused("one"), null))
                    .isNull();
        }
    }
}

package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkEvent;
import dev.baton.actors.bulk.BulkFold;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkRequest;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.run.Principal;
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

class BulkTableTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final BulkEvent ASKED =
            new BulkEvent.Asked(new BulkRequest(new BulkVerb.Resume(), RunFilter.ALL, 10, 100), "digest");
    private static final BulkEvent OVER = new BulkEvent.Completed(false);

    @TempDir
    Path folder;

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static BulkState none(String id) {
        return BulkState.none(new BulkKey("default", id));
    }

    private static BulkChange change(BulkState before, Instant at, BulkEvent... events) {
        return new BulkChange(
                before.key(), "dev", before.lastEvent() + 1, at, Principal.ANONYMOUS, "test", List.of(events));
    }

    /** The state after the events, if they were written. */
    private static @Nullable BulkState append(BulkStore store, BulkState before, Instant at, BulkEvent... events) {
        BulkChange change = change(before, at, events);
        BulkState next = BulkFold.apply(before, change);
        return join(store.append(change, next)) ? next : null;
    }

    @ParameterizedTest
    @EnumSource
    void of_two_changes_to_the_same_state_one_is_written_with_its_history(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            BulkStore bulk = store.bulkOperations();
            BulkState none = none("b1");
            BulkState first = Objects.requireNonNull(append(bulk, none, NOON, ASKED));
            assertThat(append(bulk, none, NOON, ASKED)).isNull();
            BulkEvent taken = new BulkEvent.Taken(List.of("r1"), null);
            BulkState second = Objects.requireNonNull(append(bulk, first, NOON, taken));
            assertThat(append(bulk, first, NOON, taken)).isNull();

            assertThat(join(bulk.get(none.key()))).contains(second);
            assertThat(join(bulk.get(new BulkKey("other", "b1")))).isEmpty();
            assertThat(join(bulk.history(none.key(), null, 10)))
                    .containsExactly(change(first, NOON, taken), change(none, NOON, ASKED));
            assertThat(join(bulk.history(none.key(), 2L, 10))).containsExactly(change(none, NOON, ASKED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void those_that_go_on_are_found_and_counted_until_they_are_over(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            BulkStore bulk = store.bulkOperations();
            append(bulk, none("second"), NOON, ASKED);
            append(bulk, none("first"), NOON.minusSeconds(1), ASKED);
            append(bulk, none("taken"), NOON.minusSeconds(1), ASKED, new BulkEvent.Taken(List.of("r1"), null));
            append(bulk, none("over"), NOON.minusSeconds(1), ASKED, OVER);

            assertThat(join(bulk.due(NOON, 10))).extracting(BulkKey::id).containsExactly("first", "second");
            assertThat(join(bulk.due(NOON.plusSeconds(60), 10)))
                    .extracting(BulkKey::id)
                    .contains("taken");
            assertThat(join(bulk.due(NOON, 1))).extracting(BulkKey::id).containsExactly("first");
            assertThat(join(bulk.open("default", 10))).isEqualTo(3);
            assertThat(join(bulk.open("default", 2))).isEqualTo(2);
            assertThat(join(bulk.open("other", 10))).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void they_are_listed_newest_first_in_pages(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            BulkStore bulk = store.bulkOperations();
            for (int n = 0; n < 5; n++) {
                append(bulk, none("b" + n), NOON.plusSeconds(n / 2), ASKED, OVER);
            }
            Page<BulkState> first = join(bulk.list("default", null, 3));
            Page<BulkState> second = join(bulk.list("default", first.next(), 3));

            assertThat(first.items()).extracting(state -> state.key().id()).containsExactly("b4", "b3", "b2");
            assertThat(second.items()).extracting(state -> state.key().id()).containsExactly("b1", "b0");
            assertThat(second.next()).isNull();
            assertThat(join(bulk.list("other", null, 3)).items()).isEmpty();
        }
    }
}

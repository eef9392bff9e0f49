package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.codec.Formats;
import dev.baton.persistence.codec.FormatsOf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatTableTest {

    private static final Duration FRESH = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void a_level_holds_when_all_living_nodes_of_all_regions_know_it_and_then_for_good() {
        try (Store store = TestStore.openOnly(TestStore.POSTGRESQL.fresh(folder))) {
            Formats older = FormatsOf.level(2);
            Formats newer = FormatsOf.level(3);
            enter(store, "silent", "west");
            enter(store, "older", "east");
            assertThat(now(table(store, older).enter("older"))).isEqualTo(1);
            enter(store, "newer", "east");
            assertThat(now(table(store, newer).enter("newer"))).isEqualTo(1);
            assertThat(now(table(store, newer).agree(FRESH)))
                    .as("one says nothing: it knows of no levels")
                    .isEqualTo(1);

            leave(store, "silent");
            assertThat(now(table(store, newer).agree(FRESH))).isEqualTo(2);
            assertThat(newer.active()).isEqualTo(2);
            leave(store, "older");
            assertThat(now(table(store, newer).agree(FRESH))).isEqualTo(3);
            assertThat(newer.active()).isEqualTo(3);

            enter(store, "late", "east");
            assertThat(now(table(store, older).enter("late")))
                    .as("an older node learns that it comes too late")
                    .isEqualTo(3);
            assertThat(older.active()).isLessThan(3);
            assertThat(now(table(store, newer).agree(FRESH))).isEqualTo(3);
        }
    }

    @Test
    void what_nodes_said_that_are_gone_is_forgotten() {
        try (Store store = TestStore.openOnly(TestStore.POSTGRESQL.fresh(folder))) {
            Formats formats = FormatsOf.level(2);
            assertThat(now(table(store, formats).enter("nobody"))).isEqualTo(1);
            enter(store, "one", "east");
            assertThat(now(table(store, formats).enter("one"))).isEqualTo(1);
            assertThat(Rows.number(store, "SELECT count(*) FROM setting WHERE name LIKE 'format.node.%'"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_node_that_is_alone_takes_all_that_it_knows(TestStore kind) {
        try (Store store = TestStore.openOnly(kind.fresh(folder))) {
            Formats newer = FormatsOf.level(3);
            assertThat(now(table(store, newer).takeAll())).isEqualTo(3);
            assertThat(newer.active()).isEqualTo(3);

            Formats older = FormatsOf.level(2);
            assertThat(now(table(store, older).takeAll())).isEqualTo(3);
            assertThat(older.active()).isEqualTo(1);
        }
    }

    private static FormatTable table(Store store, Formats formats) {
        return new FormatTable(store.writer(), formats);
    }

    private static void enter(Store store, String owner, String region) {
        MemberTable.Member member = new MemberTable.Member(owner, region, "baton@127.0.0.1:1", 1);
        assertThat(now(store.members().enter(member, Set.of(), FRESH))).isNotNull();
    }

    private static void leave(Store store, String owner) {
        assertThat(now(store.members().leave(new MemberTable.Member(owner, "east", "baton@127.0.0.1:1", 1))))
                .isTrue();
    }

    private static <T> T now(CompletionStage<T> later) {
        return later.toCompletableFuture().join();
    }
}

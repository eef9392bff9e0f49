package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.Lineage;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.writer.StoreWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store knows of trees of runs. */
class TreeTablesTest {

    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void runs_are_found_by_parent_and_by_root(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            put(store, row("top", "waiting", 0, null));
            put(store, row("a", "waiting", 1, new Lineage("top", "x", "top", 1)));
            put(store, row("b", "completed", 2, new Lineage("top", "y", "top", 1)));
            put(store, row("c", "failed", 3, new Lineage("a", "fan[2]/z", "top", 2)));
            put(store, row("other", "running", 4, new Lineage("elsewhere", "x", "elsewhere", 1)));

            assertThat(found(store, Set.of(), "top", null)).containsExactly("b", "a");
            assertThat(found(store, Set.of(), null, "top")).containsExactly("c", "b", "a");
            assertThat(found(store, Set.of("failed", "waiting"), null, "top")).containsExactly("c", "a");
            assertThat(found(store, Set.of("completed"), "top", "top")).containsExactly("b");
            assertThat(found(store, Set.of(), "none", null)).isEmpty();
            assertThat(join(store.runs().get(new RunKey("default", "c"))).orElseThrow())
                    .isEqualTo(row("c", "failed", 3, new Lineage("a", "fan[2]/z", "top", 2)));
            assertThat(join(store.runs().get(new RunKey("default", "top")))
                            .orElseThrow()
                            .lineage())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_runs_below_a_run_are_listed_in_pages(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 10; n++) {
                put(store, row("c" + n, "completed", n, new Lineage("top", "x", "top", 1)));
            }
            Page<RunIndexRow> first =
                    join(store.runs().list(new RunQuery("default", RunFilter.ofTree(Set.of(), "top", null), null, 6)));
            Page<RunIndexRow> second = join(store.runs()
                    .list(new RunQuery("default", RunFilter.ofTree(Set.of(), "top", null), first.next(), 6)));
            assertThat(first.items()).hasSize(6);
            assertThat(second.items()).extracting(RunIndexRow::runId).containsExactly("c3", "c2", "c1", "c0");
            assertThat(second.next()).isNull();
        }
    }

    /** PostgreSQL's planner reads small tables whole; the statements are the same. */
    @Test
    void the_runs_below_a_run_are_found_by_an_index_of_their_own() {
        try (Store store = TestStore.open(TestStore.SQLITE.fresh(folder))) {
            for (Set<String> statuses : List.of(Set.<String>of(), Set.of("failed"), Set.of("failed", "completed"))) {
                assertThat(plan(store, query(statuses, "top", null))).contains("run_by_parent");
                assertThat(plan(store, query(statuses, null, "top"))).contains("run_by_root");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_told_stays_until_it_was_heard(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            DeliveryStore deliveries = store.deliveries();
            Delivery start = new Delivery("p", "c", Delivery.Kind.START);
            Delivery cancel = new Delivery("p", "c", Delivery.Kind.CANCEL);
            Delivery end = new Delivery("c", "p", Delivery.Kind.END);
            write(store, List.of(start), List.of());
            write(store, List.of(cancel, start), List.of());
            write(store, List.of(end), List.of(start));

            assertThat(join(deliveries.of(new RunKey("default", "p")))).containsExactly(cancel);
            assertThat(join(deliveries.of(new RunKey("default", "c")))).containsExactly(end);
            assertThat(join(deliveries.of(new RunKey("other", "p")))).isEmpty();

            join(deliveries.settle("default", List.of(cancel)));
            write(store, List.of(), List.of(end));
            assertThat(join(deliveries.senders(null, 10))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void those_who_have_something_to_tell_are_found_in_batches(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 15; n++) {
                write(
                        store,
                        List.of(
                                new Delivery("p" + n, "c" + n, Delivery.Kind.START),
                                new Delivery("p" + n, "d" + n, Delivery.Kind.START)),
                        List.of());
            }
            List<RunKey> senders = new ArrayList<>();
            @Nullable RunKey last = null;
            List<RunKey> batch;
            do {
                batch = join(store.deliveries().senders(last, 4));
                senders.addAll(batch);
                last = batch.isEmpty() ? last : batch.getLast();
            } while (batch.size() == 4);
            assertThat(senders).hasSize(15).doesNotHaveDuplicates();
        }
    }

    private static RunQuery query(Set<String> statuses, @Nullable String parent, @Nullable String root) {
        return new RunQuery("default", RunFilter.ofTree(statuses, parent, root), null, 10);
    }

    private static List<String> found(
            Store store, Set<String> statuses, @Nullable String parent, @Nullable String root) {
        return join(store.runs().list(query(statuses, parent, root))).items().stream()
                .map(RunIndexRow::runId)
                .toList();
    }

    private static String plan(Store store, RunQuery query) {
        return join(store.reads().read(session -> {
            StringBuilder plan = new StringBuilder();
            try (var row = session.statement("EXPLAIN QUERY PLAN " + RunListing.sql(query))
                    .executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString("detail")).append('\n');
                }
            }
            return plan.toString();
        }));
    }

    private static RunIndexRow row(String id, String status, int second, @Nullable Lineage lineage) {
        Instant at = T0.plusSeconds(second);
        return new RunIndexRow(
                "default", id, "dev", "flow", 1, "d", status, Map.of(), 0, null, null, at, at, null, null, lineage);
    }

    private static void put(Store store, RunIndexRow row) {
        write(store, new SideWrites(row, List.of(), List.of(), List.of()));
    }

    private static void write(Store store, List<Delivery> begun, List<Delivery> settled) {
        write(store, new SideWrites(null, List.of(), List.of(), List.of(), begun, settled));
    }

    private static void write(Store store, SideWrites side) {
        store.writer()
                .submit(StoreWriter.NO_CELL, 0, writes -> {
                    SideTables.write(writes, "default", side, true);
                    return true;
                })
                .join();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}

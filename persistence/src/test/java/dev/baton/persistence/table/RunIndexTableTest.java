package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.SideWrites;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.writer.StoreWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunIndexTableTest {

    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00.123456Z");
    private static final List<String> STATUSES =
            List.of("running", "waiting", "paused", "completed", "failed", "cancelled", "compensated");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_row_comes_back_as_it_was_written_and_is_replaced_by_the_next(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            RunIndexRow waiting = new RunIndexRow(
                    "default",
                    "r1",
                    "dev",
                    "flow",
                    3,
                    "sha256:1",
                    "waiting",
                    Map.of("team", "a b", "ü", "ß"),
                    5,
                    "[{\"signal\":\"go\"}]",
                    T0.plusSeconds(60),
                    T0,
                    T0.plusSeconds(1),
                    null,
                    null,
                    null);
            put(store, waiting);
            assertThat(join(store.runs().get(new RunKey("default", "r1")))).contains(waiting);
            RunIndexRow failed = new RunIndexRow(
                    "default",
                    "r1",
                    "dev",
                    "flow",
                    4,
                    "sha256:2",
                    "failed",
                    waiting.labels(),
                    5,
                    null,
                    null,
                    T0,
                    T0.plusSeconds(2),
                    T0.plusSeconds(2),
                    "timeout",
                    null);
            put(store, failed);
            assertThat(join(store.runs().get(new RunKey("default", "r1")))).contains(failed);
            assertThat(join(store.runs().get(new RunKey("other", "r1")))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_combination_of_filters_pages_through_exactly_the_runs_that_match(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            List<RunIndexRow> runs = new ArrayList<>();
            Random random = new Random(7);
            for (int n = 0; n < 120; n++) {
                // Several start in the same moment: then the id decides.
                runs.add(row(
                        "r" + n,
                        STATUSES.get(n % 7),
                        "flow" + n % 3,
                        T0.plusSeconds(random.nextInt(20)),
                        Map.of("team", "t" + n % 4, "tier", "x" + n % 2)));
            }
            runs.forEach(run -> put(store, run));
            put(
                    store,
                    new RunIndexRow(
                            "other",
                            "r0",
                            "dev",
                            "flow0",
                            1,
                            "d",
                            "running",
                            Map.of("team", "t0"),
                            0,
                            null,
                            null,
                            T0,
                            T0,
                            null,
                            null,
                            null));
            for (Set<String> statuses : List.of(
                    Set.<String>of(),
                    Set.of("failed"),
                    Set.of("running", "waiting"),
                    Set.of("completed"),
                    Set.of("completed", "failed"),
                    Set.copyOf(STATUSES))) {
                for (String workflow : new String[] {"", "flow1", "none"}) {
                    for (Map<String, String> labels : List.of(
                            Map.<String, String>of(),
                            Map.of("team", "t1"),
                            Map.of("team", "t1", "tier", "x1"),
                            Map.of("team", "t1", "tier", "x0"))) {
                        for (int after : new int[] {-1, 9}) {
                            RunFilter filter = RunFilter.of(statuses, workflow.isEmpty() ? null : workflow, labels);
                            RunQuery query = new RunQuery(
                                    "default",
                                    after < 0
                                            ? filter
                                            : filter.after(T0.plusSeconds(after))
                                                    .before(T0.plusSeconds(40)),
                                    null,
                                    7);
                            assertThat(pages(store.runs(), query))
                                    .as("%s", query)
                                    .isEqualTo(expected(runs, query.filter()));
                            assertThat(join(store.runs().count("default", query.filter(), 1_000)).values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum())
                                    .as("%s", query)
                                    .isEqualTo(expected(runs, query.filter()).size());
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_run_that_starts_between_two_pages_moves_nothing(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 10; n++) {
                put(store, row("r" + n, "completed", "flow", T0.plusSeconds(n), Map.of()));
            }
            Page<RunIndexRow> first = join(store.runs().list(RunQuery.all("default", 4)));
            put(store, row("new", "running", "flow", T0.plusSeconds(100), Map.of()));
            Cursor next = Cursor.decode(
                            java.util.Objects.requireNonNull(first.next()).encode())
                    .orElseThrow();
            Page<RunIndexRow> second = join(store.runs().list(new RunQuery("default", RunFilter.ALL, next, 4)));
            assertThat(ids(first)).containsExactly("r9", "r8", "r7", "r6");
            assertThat(ids(second)).containsExactly("r5", "r4", "r3", "r2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_running_are_found_in_batches_and_the_due_in_order(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 25; n++) {
                put(store, row("run" + n, n % 5 == 0 ? "waiting" : "running", "flow", T0, Map.of()));
            }
            for (int n = 0; n < 25; n++) {
                put(
                        store,
                        new RunIndexRow(
                                "default",
                                "wait" + n,
                                "dev",
                                "flow",
                                1,
                                "d",
                                "waiting",
                                Map.of(),
                                0,
                                "[]",
                                T0.plusSeconds((n * 7) % 25),
                                T0,
                                T0,
                                null,
                                null,
                                null));
            }
            List<RunKey> running = new ArrayList<>();
            @Nullable RunKey last = null;
            List<RunKey> batch;
            do {
                batch = join(store.runs().running(CellSet.ALL, last, 6));
                running.addAll(batch);
                last = batch.isEmpty() ? last : batch.getLast();
            } while (batch.size() == 6);
            assertThat(running)
                    .hasSize(20)
                    .doesNotHaveDuplicates()
                    .allMatch(key -> key.runId().startsWith("run"));

            List<RunIndex.Due> due = join(store.runs().dueBefore(CellSet.ALL, T0.plusSeconds(9), 5));
            assertThat(due)
                    .extracting(RunIndex.Due::wakeAt)
                    .containsExactly(T0, T0.plusSeconds(1), T0.plusSeconds(2), T0.plusSeconds(3), T0.plusSeconds(4));
            assertThat(join(store.runs().nextDue())).contains(T0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void runs_are_counted_by_status(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 30; n++) {
                put(store, row("r" + n, n < 20 ? "completed" : n < 27 ? "waiting" : "failed", "flow", T0, Map.of()));
            }
            assertThat(join(store.runs().countByStatus()))
                    .isEqualTo(new HashMap<>(Map.of("completed", 20L, "waiting", 7L, "failed", 3L)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void runs_are_found_and_counted_by_version_and_error(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 6; n++) {
                String error = n % 2 == 0 ? "timeout" : "unavailable";
                put(
                        store,
                        new RunIndexRow(
                                "default", "r" + n, "dev", "flow", 1 + n / 3, "d", "failed", Map.of(), 0, null, null,
                                T0, T0, T0, error, null));
            }
            RunFilter filter = new RunFilter(Set.of("failed"), "flow", 2, Map.of(), null, null, "timeout", null, null);
            assertThat(pages(store.runs(), new RunQuery("default", filter, null, 1)))
                    .containsExactly("r4");
            assertThat(join(store.runs().count("default", filter, 10))).isEqualTo(Map.of("failed", 1L));
            assertThat(join(store.runs().count("default", RunFilter.ALL, 4)))
                    .as("no more are counted than asked for")
                    .isEqualTo(Map.of("failed", 4L));
        }
    }

    @ParameterizedTest
    @EnumSource
    void runs_that_nothing_wakes_are_found_and_live_ones_are_read_in_pages(TestStore kind) {
        String until = "[{\"kind\":\"time\",\"until\":\"2026-01-01T00:00:00Z\"}]";
        String never = "[{\"kind\":\"signal\",\"signal\":\"\\\"until\\\":\\\"\"}]";
        try (Store store = TestStore.open(kind.fresh(folder))) {
            put(store, parked("on-time", "waiting", until, T0.plusSeconds(60)));
            put(store, parked("late", "waiting", until, T0.minusSeconds(1)));
            put(store, parked("forgotten", "waiting", until, null));
            put(store, parked("paused", "paused", until, null));
            put(store, parked("signal", "waiting", never, null));
            put(store, parked("nothing", "waiting", "[]", null));
            put(store, parked("over", "completed", null, null));
            RunFilter stuck =
                    new RunFilter(Set.of("waiting", "paused"), null, null, Map.of(), null, null, null, null, null, T0);

            assertThat(pages(store.runs(), new RunQuery("default", stuck, null, 2)))
                    .containsExactly("paused", "nothing", "late", "forgotten");
            List<RunIndexRow> first = join(store.runs().live("waiting", null, 3));
            assertThat(first).extracting(RunIndexRow::runId).containsExactly("forgotten", "late", "nothing");
            assertThat(join(store.runs().live("waiting", first.getLast(), 3)))
                    .extracting(RunIndexRow::runId)
                    .containsExactly("on-time", "signal");
            assertThat(join(store.runs().among("default", List.of("over", "nobody", "late"))))
                    .extracting(RunIndexRow::runId)
                    .containsExactlyInAnyOrder("over", "late");
            if (kind == TestStore.SQLITE) {
                assertThat(plan(store, RunIndexTable.LIVE))
                        .contains("run_by_status")
                        .doesNotContain("SCAN", "TEMP");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void runs_with_a_history_that_are_not_in_the_index_are_found_a_few_at_a_time(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 5; n++) {
                journal(store, "Run|default/r" + n);
            }
            journal(store, "Sun|default/r9");
            put(store, parked("r1", "waiting", "[]", null));
            put(store, parked("r4", "completed", null, null));

            RunIndex.Unlisted first = join(store.runs().unlisted(null, 3));
            assertThat(first.runs()).extracting(RunKey::runId).containsExactly("r0", "r2");
            assertThat(first.last()).isEqualTo(new RunKey("default", "r2"));
            RunIndex.Unlisted rest = join(store.runs().unlisted(first.last(), 3));
            assertThat(rest.runs()).extracting(RunKey::runId).containsExactly("r3");
            assertThat(rest.last()).isNull();
        }
    }

    private static void journal(Store store, String persistenceId) {
        store.writer()
                .submit(StoreWriter.NO_CELL, 0, writes -> {
                    for (int number = 1; number <= 2; number++) {
                        var row = writes.statement("INSERT INTO journal(persistence_id, seq_nr, cell, first_event,"
                                + " last_event, written_at, writer, serializer, manifest, payload)"
                                + " VALUES (?, ?, 0, 1, 1, 0, '', 0, '', ?)");
                        row.setString(1, persistenceId);
                        row.setLong(2, number);
                        row.setBytes(3, new byte[0]);
                        writes.add(row);
                    }
                    return true;
                })
                .join();
    }

    private static RunIndexRow parked(String id, String status, @Nullable String waitsFor, @Nullable Instant wakeAt) {
        return new RunIndexRow(
                "default", id, "dev", "flow", 1, "d", status, Map.of(), 0, waitsFor, wakeAt, T0, T0, null, null, null);
    }

    @ParameterizedTest
    @EnumSource
    void filters_are_answered_from_an_index(TestStore kind) {
        if (kind == TestStore.POSTGRESQL) {
            return; // Its planner reads small tables whole; the statements are the same.
        }
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (RunQuery query : List.of(
                    RunQuery.all("default", 10),
                    query(Set.of("failed"), null, Map.of()),
                    query(Set.of("failed", "running"), null, Map.of()),
                    query(Set.of("completed"), null, Map.of()),
                    query(Set.of(), "flow", Map.of()),
                    query(Set.of("failed"), null, Map.of("team", "a")),
                    query(Set.of(), null, Map.of("team", "a", "tier", "b")))) {
                assertThat(plan(store, RunListing.sql(query)))
                        .as("%s", query)
                        .doesNotContain("SCAN r\n")
                        .doesNotContain("SCAN l\n");
            }
            assertThat(plan(store, RunListing.sql(query(Set.of("failed"), null, Map.of()))))
                    .contains("run_by_status");
            assertThat(plan(store, RunListing.countSql(RunFilter.of(Set.of("failed", "waiting"), null, Map.of()))))
                    .contains("run_by_status");
        }
    }

    private static RunQuery query(Set<String> statuses, @Nullable String workflow, Map<String, String> labels) {
        return new RunQuery("default", RunFilter.of(statuses, workflow, labels), null, 10);
    }

    private static String plan(Store store, String query) {
        return join(store.reads().read(session -> {
            StringBuilder plan = new StringBuilder();
            try (var row = session.statement("EXPLAIN QUERY PLAN " + query).executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString("detail")).append('\n');
                }
            }
            return plan.toString();
        }));
    }

    private static List<String> expected(List<RunIndexRow> runs, RunFilter filter) {
        return runs.stream()
                .filter(run -> filter.statuses().isEmpty() || filter.statuses().contains(run.status()))
                .filter(run -> filter.workflow() == null || filter.workflow().equals(run.workflow()))
                .filter(run ->
                        run.labels().entrySet().containsAll(filter.labels().entrySet()))
                .filter(run -> filter.startedAfter() == null || run.startedAt().isAfter(filter.startedAfter()))
                .filter(run -> filter.startedBefore() == null || run.startedAt().isBefore(filter.startedBefore()))
                .sorted(java.util.Comparator.comparing(RunIndexRow::startedAt)
                        .thenComparing(RunIndexRow::runId)
                        .reversed())
                .map(RunIndexRow::runId)
                .toList();
    }

    private static List<String> pages(RunIndex index, RunQuery query) {
        List<String> ids = new ArrayList<>();
        @Nullable Cursor after = null;
        do {
            Page<RunIndexRow> page =
                    join(index.list(new RunQuery(query.tenant(), query.filter(), after, query.limit())));
            ids.addAll(ids(page));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private static List<String> ids(Page<RunIndexRow> page) {
        return page.items().stream().map(RunIndexRow::runId).toList();
    }

    private static RunIndexRow row(
            String id, String status, String workflow, Instant startedAt, Map<String, String> labels) {
        return new RunIndexRow(
                "default", id, "dev", workflow, 1, "d", status, labels, 0, null, null, startedAt, startedAt, null, null,
                null);
    }

    private static void put(Store store, RunIndexRow row) {
        store.writer()
                .submit(StoreWriter.NO_CELL, 0, writes -> {
                    SideTables.write(writes, row.tenant(), new SideWrites(row, List.of(), List.of(), List.of()), true);
                    return true;
                })
                .join();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}

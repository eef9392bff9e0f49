package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.NotificationStore.Listener;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.persistence.Gate;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.writer.StoreWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ports other than the run index. */
class StoresTest {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void an_unchanged_definition_gets_no_new_version_and_an_old_one_applied_again_does(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            DefinitionStore workflows = store.workflows();
            assertThat(applied(workflows, "flow", "one")).isEqualTo("1 true");
            assertThat(applied(workflows, "flow", "one")).isEqualTo("1 false");
            assertThat(applied(workflows, "flow", "two")).isEqualTo("2 true");
            assertThat(applied(workflows, "flow", "one")).isEqualTo("3 true");
            assertThat(applied(workflows, "other", "one")).isEqualTo("1 true");
            assertThat(applied(store.agents(), "flow", "one"))
                    .as("agents are apart")
                    .isEqualTo("1 true");

            assertThat(join(workflows.latest("default", "flow")).orElseThrow().version())
                    .isEqualTo(3);
            assertThat(join(workflows.version("default", "flow", 2))
                            .orElseThrow()
                            .digest())
                    .isEqualTo("two");
            assertThat(join(workflows.byDigest("default", "two")).orElseThrow().source())
                    .isEqualTo("source of two");
            assertThat(join(workflows.byDigest("another", "two"))).isEmpty();
            assertThat(join(workflows.versions("default", "flow", null, 2)))
                    .extracting(DefinitionRow::version)
                    .containsExactly(3, 2);
            assertThat(join(workflows.versions("default", "flow", 2, 2)))
                    .extracting(DefinitionRow::version)
                    .containsExactly(1);
            assertThat(join(workflows.list("default", null, 10)))
                    .extracting(row -> row.name() + row.version())
                    .containsExactly("flow3", "other1");
            assertThat(join(workflows.list("default", "flow", 10))).hasSize(1);
            assertThat(join(workflows.all())).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void definitions_applied_at_the_same_moment_on_two_nodes_get_different_versions(TestStore kind) {
        var config = kind.fresh(folder);
        try (Store one = TestStore.openOnly(config);
                Store other = TestStore.openOnly(config)) {
            List<CompletionStage<DefinitionStore.Applied>> all = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                all.add(apply(one.workflows(), "flow", "one" + n));
                all.add(apply(other.workflows(), "flow", "other" + n));
            }
            assertThat(all.stream().map(stage -> join(stage).row().version()))
                    .doesNotHaveDuplicates()
                    .hasSize(40);
        }
    }

    private static String applied(DefinitionStore store, String name, String digest) {
        DefinitionStore.Applied applied = join(apply(store, name, digest));
        return applied.row().version() + " " + applied.created();
    }

    private static CompletionStage<DefinitionStore.Applied> apply(DefinitionStore store, String name, String digest) {
        return store.apply(new DefinitionStore.Draft("default", name, digest, "{}", "source of " + digest, NOW, "me"));
    }

    @ParameterizedTest
    @EnumSource
    void a_task_is_leased_by_one_worker_until_the_lease_ends(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            TaskStore tasks = store.tasks();
            join(tasks.enqueue(task("r~3", 0, NOW.minusSeconds(1))));
            assertThat(join(tasks.enqueue(task("r~1", 0, NOW)))).isTrue();
            assertThat(join(tasks.enqueue(task("r~1", 9, NOW.plusSeconds(5)))))
                    .as("again")
                    .isFalse();
            join(tasks.enqueue(task("r~2", 5, NOW.plusSeconds(1))));

            assertThat(join(tasks.ready("default", "q", NOW, 10)))
                    .extracting(TaskRow::id)
                    .as("by priority, then by age")
                    .containsExactly("r~2", "r~3", "r~1");
            List<TaskRow> leased = join(tasks.lease("default", "q", "w1", 2, NOW, NOW.plusSeconds(30)));
            assertThat(leased).extracting(TaskRow::id).containsExactly("r~2", "r~3");
            assertThat(leased).allMatch(task -> task.deliveries() == 1 && "w1".equals(task.worker()));
            assertThat(join(tasks.lease("default", "q", "w2", 5, NOW, NOW.plusSeconds(30))))
                    .extracting(TaskRow::id)
                    .containsExactly("r~1");
            assertThat(join(tasks.sizes(NOW))).containsExactly(new TaskStore.QueueSize("default", "q", 0, 3));

            assertThat(join(tasks.renew("default", "r~2", "w1", NOW.plusSeconds(90))))
                    .isTrue();
            assertThat(join(tasks.renew("default", "r~2", "w2", NOW.plusSeconds(90))))
                    .as("not its own")
                    .isFalse();
            assertThat(join(tasks.release("default", "r~1", "w2"))).isTrue();
            List<TaskRow> again = join(tasks.lease("default", "q", "w3", 5, NOW.plusSeconds(31), NOW.plusSeconds(60)));
            assertThat(again)
                    .extracting(task -> task.id() + " " + task.deliveries())
                    .containsExactly("r~3 2", "r~1 2");
            assertThat(join(tasks.renew("default", "r~3", "w1", NOW.plusSeconds(90))))
                    .as("it was lost")
                    .isFalse();
            assertThat(join(tasks.get("default", "r~3"))).contains(again.getFirst());

            store.writer()
                    .submit(StoreWriter.NO_CELL, 0, writes -> {
                        SideTables.write(
                                writes, "default", new SideWrites(null, List.of(), List.of(), List.of("r~3")), false);
                        return true;
                    })
                    .join();
            assertThat(join(tasks.get("default", "r~3"))).isEmpty();
            assertThat(join(tasks.delete("default", "r~1"))).isTrue();
            assertThat(join(tasks.delete("default", "r~1"))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workers_that_ask_at_the_same_time_on_two_nodes_never_get_the_same_task(TestStore kind) {
        var config = kind.fresh(folder);
        try (Store one = TestStore.open(config);
                Store other = TestStore.openOnly(config)) {
            for (int n = 0; n < 60; n++) {
                join(one.tasks().enqueue(task("r~" + n, 0, NOW)));
            }
            List<CompletionStage<List<TaskRow>>> leases = new ArrayList<>();
            for (int n = 0; n < 10; n++) {
                leases.add(one.tasks().lease("default", "q", "a" + n, 3, NOW, NOW.plusSeconds(30)));
                leases.add(other.tasks().lease("default", "q", "b" + n, 3, NOW, NOW.plusSeconds(30)));
            }
            List<String> ids = new ArrayList<>();
            leases.forEach(lease -> join(lease).forEach(task -> ids.add(task.id())));
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tasks_past_their_deadline_and_of_runs_that_are_over_are_suspect(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            write(store, side(run("live", null)));
            write(store, side(run("over", NOW)));
            join(store.tasks().enqueue(ofRun("live", 1, NOW.plusSeconds(1))));
            join(store.tasks().enqueue(ofRun("live", 2, NOW)));
            join(store.tasks().enqueue(ofRun("live", 3, NOW.minusSeconds(1))));
            join(store.tasks().enqueue(ofRun("over", 1, NOW.plusSeconds(1))));
            join(store.tasks().enqueue(ofRun("never-was", 1, NOW.plusSeconds(1))));

            List<TaskStore.Suspect> first = join(store.tasks().suspects(NOW, null, 3));
            assertThat(first).extracting(TaskStore.Suspect::id).containsExactly("live~2", "live~3", "never-was~1");
            assertThat(join(store.tasks().suspects(NOW, first.getLast(), 3)))
                    .containsExactly(new TaskStore.Suspect("default", "over~1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void runs_take_turns_in_a_queue_however_many_tasks_one_has(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            TaskStore tasks = store.tasks();
            for (int number = 100; number < 200; number++) {
                join(tasks.enqueue(ofRun("big", number, NOW.plusSeconds(9))));
            }
            assertThat(next(tasks, 2)).containsExactly("big~100", "big~101");

            join(tasks.enqueue(ofRun("small", 1, NOW.plusSeconds(9))));
            join(tasks.enqueue(ofRun("small", 2, NOW.plusSeconds(9))));
            join(tasks.enqueue(ofRun("other", 1, NOW.plusSeconds(9))));

            assertThat(next(tasks, 6))
                    .containsExactly("big~102", "other~1", "small~1", "big~103", "small~2", "big~104");
            join(tasks.enqueue(ofRun("small", 3, NOW.plusSeconds(9))));
            assertThat(next(tasks, 2)).containsExactlyInAnyOrder("big~105", "small~3");
        }
    }

    private static List<String> next(TaskStore tasks, int count) {
        return join(tasks.lease("default", "q", "w", count, NOW, NOW.plusSeconds(60))).stream()
                .map(TaskRow::id)
                .toList();
    }

    private static TaskRow ofRun(String run, int number, Instant deadline) {
        return new TaskRow("default", run + "~" + number, "q", run, "step", "{}", 0, NOW, deadline, null, null, 0);
    }

    private static SideWrites side(RunIndexRow run) {
        return new SideWrites(run, List.of(), List.of(), List.of());
    }

    private static RunIndexRow run(String id, @Nullable Instant endedAt) {
        String status = endedAt == null ? "waiting" : "completed";
        return new RunIndexRow(
                "default", id, "dev", "flow", 1, "d", status, Map.of(), 0, null, null, NOW, NOW, endedAt, null, null);
    }

    private static TaskRow task(String id, int priority, Instant at) {
        return new TaskRow("default", id, "q", "r", "step", "{\"a\":1}", priority, at, null, null, null, 0);
    }

    @ParameterizedTest
    @EnumSource
    void approvals_and_incidents_are_listed_newest_first(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            for (int n = 0; n < 9; n++) {
                SideWrites side =
                        new SideWrites(null, List.of(approval(n, "open")), List.of(incident(n, "open")), List.of());
                write(store, side);
            }
            write(
                    store,
                    new SideWrites(
                            null, List.of(approval(4, "approved")), List.of(incident(5, "resolved")), List.of()));

            assertThat(approvals(store, "open", null))
                    .containsExactly("r~8", "r~7", "r~6", "r~5", "r~3", "r~2", "r~1", "r~0");
            assertThat(approvals(store, "approved", null)).containsExactly("r~4");
            assertThat(approvals(store, null, "legal")).containsExactly("r~8", "r~6", "r~4", "r~2", "r~0");
            assertThat(join(store.approvals().get("default", "r~4"))).contains(approval(4, "approved"));
            assertThat(join(store.approvals().get("other", "r~4"))).isEmpty();

            Page<IncidentRow> open = join(store.incidents().list("default", "open", null, null, 200));
            assertThat(open.items()).extracting(IncidentRow::id).hasSize(8).doesNotContain("r~5");
            assertThat(join(store.incidents().list("default", null, "r5", null, 200))
                            .items())
                    .containsExactly(incident(5, "resolved"));
            assertThat(join(store.incidents().get("default", "r~5"))).contains(incident(5, "resolved"));
        }
    }

    private static List<String> approvals(Store store, @Nullable String status, @Nullable String role) {
        List<String> ids = new ArrayList<>();
        @Nullable Cursor after = null;
        do {
            Page<ApprovalRow> page = join(store.approvals().list("default", status, role, after, 3));
            page.items().forEach(approval -> ids.add(approval.id()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private static ApprovalRow approval(int n, String status) {
        return new ApprovalRow(
                "default",
                "r~" + n,
                "r",
                "sign",
                "approval",
                n % 2 == 0 ? "legal" : null,
                status,
                NOW.plusSeconds(n),
                NOW.plusSeconds(100),
                status.equals("open") ? null : NOW,
                null,
                "{}");
    }

    private static IncidentRow incident(int n, String status) {
        return new IncidentRow(
                "default",
                "r~" + n,
                "r" + n,
                "step",
                "bug",
                "it broke",
                status,
                NOW.plusSeconds(n),
                status.equals("open") ? null : NOW.plusSeconds(99));
    }

    private static void write(Store store, SideWrites side) {
        store.writer()
                .submit(StoreWriter.NO_CELL, 0, writes -> {
                    SideTables.write(writes, "default", side, side.index() != null);
                    return true;
                })
                .join();
    }

    @ParameterizedTest
    @EnumSource
    void a_payload_is_kept_once_for_each_tenant(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            byte[] content = "large".getBytes(StandardCharsets.UTF_8);
            String digest = join(store.payloads().put("default", content));
            assertThat(join(store.payloads().put("default", content)))
                    .isEqualTo(digest)
                    .startsWith("sha256:");
            assertThat(join(store.payloads().get("default", digest)).orElseThrow())
                    .isEqualTo(content);
            assertThat(join(store.payloads().get("other", digest))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_setting_that_is_made_once_is_the_same_for_all(TestStore kind) {
        var config = kind.fresh(folder);
        try (Store one = TestStore.openOnly(config);
                Store other = TestStore.openOnly(config)) {
            List<CompletableFuture<String>> made = new ArrayList<>();
            Gate gate = new Gate(one.writer());
            for (int n = 0; n < 10; n++) {
                String mine = "secret " + n;
                made.add(one.settings().getOrCreate("key", () -> mine).toCompletableFuture());
                made.add(other.settings()
                        .getOrCreate("key", () -> "other " + mine)
                        .toCompletableFuture());
            }
            gate.open();
            assertThat(made.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            join(one.settings().put("key", "changed"));
            assertThat(join(other.settings().get("key"))).contains("changed");
            assertThat(join(other.settings().get("none"))).isEmpty();
            join(other.settings().delete("key"));
            join(other.settings().delete("none"));
            assertThat(join(one.settings().get("key"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void listeners_are_found_by_run_and_in_batches_until_they_are_removed(TestStore kind) {
        try (Store store = TestStore.openOnly(kind.fresh(folder))) {
            NotificationStore listeners = store.notifications();
            join(store.settings().put("notice", "no listener"));
            RunKey run = new RunKey("default", "r1");
            Listener first = new Listener(run, "a", "{}");
            Listener second = new Listener(run, "b.2", "{}");
            Listener other = new Listener(new RunKey("default", "r10"), "a", "{}");
            for (Listener listener : List.of(other, second, first)) {
                join(listeners.put(listener));
            }

            assertThat(join(listeners.of(run, 10))).containsExactly(first, second);
            List<Listener> batch = join(listeners.all(null, 2));
            assertThat(batch).hasSize(2);
            assertThat(join(listeners.all(batch.getLast(), 2))).hasSize(1).doesNotContainAnyElementsOf(batch);
            assertThat(join(listeners.replace(new Listener(run, "a", "{\"n\":1}"))))
                    .isTrue();
            assertThat(join(listeners.get(run, "a")))
                    .hasValueSatisfying(now -> assertThat(now.value()).contains("1"));
            join(listeners.remove(run, "a"));
            assertThat(join(listeners.replace(first)))
                    .as("what is gone does not come back")
                    .isFalse();
            assertThat(join(listeners.get(run, "a"))).isEmpty();
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}

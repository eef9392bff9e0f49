package dev.baton.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_opened_again_keeps_its_version_and_rows(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store store = TestStore.open(config)) {
            Rows.append(store, "run", 1).join();
        }
        try (Store store = TestStore.open(config)) {
            assertThat(Rows.count(store, "journal")).isEqualTo(1);
            assertThat(Rows.number(store, "SELECT max(version) FROM schema_version"))
                    .isEqualTo(Schema.VERSIONS.size());
            assertThat(Rows.count(store, "schema_version")).isEqualTo(Schema.VERSIONS.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_store_of_a_newer_version_that_does_not_say_what_it_changed_is_left_alone(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store store = TestStore.open(config)) {
            Rows.execute(store, "INSERT INTO schema_version(version, applied_at) VALUES (1000, 0)");
            Rows.execute(store, "DELETE FROM setting");
        }
        assertThatThrownBy(() -> TestStore.openOnly(config))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("use a newer Baton");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_a_newer_version_has_only_added_to_is_worked_with(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store store = TestStore.open(config)) {
            Rows.execute(store, "INSERT INTO schema_version(version, applied_at) VALUES (1000, 0)");
            Rows.execute(
                    store,
                    "UPDATE setting SET value = '" + Schema.VERSIONS.size() + "' WHERE name = 'schema.readable-since'");
        }
        try (Store store = TestStore.open(config)) {
            Rows.append(store, "run", 1).join();
            assertThat(Rows.number(store, "SELECT max(version) FROM schema_version"))
                    .isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_store_whose_tables_a_newer_version_has_changed_is_left_alone(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store store = TestStore.open(config)) {
            Rows.execute(store, "INSERT INTO schema_version(version, applied_at) VALUES (1000, 0)");
            Rows.execute(store, "UPDATE setting SET value = '1000' WHERE name = 'schema.readable-since'");
        }
        assertThatThrownBy(() -> TestStore.openOnly(config))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("use a newer Baton");
    }

    @ParameterizedTest
    @EnumSource
    void nodes_that_start_together_make_the_tables_once(TestStore kind) {
        Config config = kind.fresh(folder);
        List<CompletableFuture<Store>> opening = IntStream.range(0, 4)
                .mapToObj(node -> CompletableFuture.supplyAsync(() -> TestStore.openOnly(config)))
                .toList();
        List<Store> stores = opening.stream().map(CompletableFuture::join).toList();
        assertThat(Rows.count(stores.getFirst(), "schema_version")).isEqualTo(Schema.VERSIONS.size());
        stores.forEach(Store::close);
    }

    @Test
    void sqlite_syncs_every_commit_and_writes_ahead() {
        try (Store store = TestStore.open(TestStore.SQLITE.fresh(folder))) {
            assertThat(pragma(store, "synchronous")).as("FULL").isEqualTo(2);
            assertThat(folder.resolve("baton.db-wal")).exists();
        }
    }

    @Test
    void a_lease_finds_the_first_tasks_of_a_long_queue_without_sorting_it() {
        try (Store store = TestStore.open(TestStore.SQLITE.fresh(folder))) {
            String plan = store.writer()
                    .submit(-1, 0, writes -> {
                        try (var rows = writes.statement(
                                        "EXPLAIN QUERY PLAN SELECT body FROM task WHERE tenant = 'default' AND queue = 'q'"
                                                + " AND lease_until <= 5 ORDER BY priority DESC, turn, enqueued_at, id LIMIT 1")
                                .executeQuery()) {
                            StringBuilder steps = new StringBuilder();
                            while (rows.next()) {
                                steps.append(rows.getString("detail")).append('\n');
                            }
                            return steps.toString();
                        }
                    })
                    .join();
            assertThat(plan).contains("task_ready").doesNotContain("TEMP B-TREE");
        }
    }

    @Test
    void only_its_owner_may_read_the_file() throws java.io.IOException {
        try (Store store = TestStore.open(TestStore.SQLITE.fresh(folder))) {
            Rows.append(store, "run", 1).join();
            for (String name : List.of("baton.db", "baton.db-wal", "baton.db-shm")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    /** Of the writer's connection. */
    private static long pragma(Store store, String name) {
        return store.writer()
                .submit(-1, 0, writes -> {
                    try (var row = writes.statement("PRAGMA " + name).executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                })
                .join();
    }

    @Test
    void postgresql_is_told_to_sync_and_to_end_idle_transactions() {
        try (Store store = TestStore.open(TestStore.POSTGRESQL.fresh(folder))) {
            String settings = store.writer()
                    .submit(-1, 0, writes -> {
                        try (var row = writes.statement("SELECT current_setting('synchronous_commit') || ' '"
                                        + " || current_setting('idle_in_transaction_session_timeout') || ' '"
                                        + " || current_setting('tcp_keepalives_idle')")
                                .executeQuery()) {
                            row.next();
                            return row.getString(1);
                        }
                    })
                    .join();
            assertThat(settings).isEqualTo("on 10s 10");
        }
    }
}

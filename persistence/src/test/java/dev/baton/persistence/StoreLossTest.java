package dev.baton.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store goes away in all the ways it does, and comes back. */
class StoreLossTest {

    @TempDir
    Path folder;

    @Test
    void a_killed_postgresql_loses_no_acknowledged_write_and_is_used_again_when_it_is_back() throws Exception {
        try (RealPostgres server = RealPostgres.start()) {
            assertThat(server.query("postgres", "SHOW fsync")).isEqualTo("on");
            assertThat(server.query("postgres", "SHOW synchronous_commit")).isEqualTo("on");
            try (Store store = TestStore.open(TestStore.postgresql(server.newDatabase()));
                    Load load = new Load(store)) {
                List<StoreHealth.State> states = new CopyOnWriteArrayList<>();
                store.health().listen(states::add);
                for (int round = 0; round < 3; round++) {
                    load.awaitMore(500);
                    server.kill();
                    Awaiting.until(() -> store.health().state() instanceof StoreHealth.State.Down);
                    assertThat(Rows.failure(Rows.append(store, "refused", 1))).isInstanceOf(StoreUnavailable.class);
                    server.startAgain();
                    load.awaitMore(500);
                    assertThat(store.health().state()).isInstanceOf(StoreHealth.State.Up.class);
                }
                load.stop();
                load.assertNothingIsLost();
                assertThat(states).hasAtLeastOneElementOfType(StoreHealth.State.Down.class);
            }
        }
    }

    @Test
    void an_idle_store_notices_that_its_database_is_gone() {
        try (RealPostgres server = RealPostgres.start();
                Store store = TestStore.open(TestStore.postgresql(server.newDatabase()))) {
            server.kill();
            Awaiting.until(() -> store.health().state() instanceof StoreHealth.State.Down);
            assertThatThrownBy(() -> Rows.count(store, "journal")).hasCauseInstanceOf(StoreUnavailable.class);
            server.startAgain();
            Awaiting.until(() -> store.health().state() instanceof StoreHealth.State.Up);
            assertThat(Rows.count(store, "journal")).isZero();
        }
    }

    @Test
    void a_store_that_cannot_be_opened_says_which_and_why() {
        Config nowhere = TestStore.postgresql("jdbc:postgresql://127.0.0.1:1/nowhere");
        assertThatThrownBy(() -> TestStore.openOnly(nowhere))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("postgresql at jdbc:postgresql://127.0.0.1:1/nowhere");
        Config impossible = TestStore.with(Map.of("store", "sqlite", "sqlite.file", "/proc/nowhere/baton.db"));
        assertThatThrownBy(() -> TestStore.openOnly(impossible))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("sqlite at /proc/nowhere/baton.db");
    }

    @Test
    void a_locked_sqlite_file_is_waited_for_and_then_used_again() throws Exception {
        Config config = TestStore.with(TestStore.SQLITE.fresh(folder), Map.of("sqlite.busy-timeout", "100ms"));
        try (Store store = TestStore.open(config);
                Load load = new Load(store)) {
            load.awaitMore(100);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("baton.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 30000");
                statement.execute("BEGIN IMMEDIATE");
                Awaiting.until(() -> store.health().state() instanceof StoreHealth.State.Down);
                assertThat(Rows.failure(Rows.append(store, "refused", 1)))
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessageContaining("locked");
                statement.execute("ROLLBACK");
            }
            load.awaitMore(100);
            load.stop();
            load.assertNothingIsLost();
        }
    }

    @Test
    void a_removed_sqlite_file_is_missed_never_replaced_and_used_again_when_it_is_back() throws Exception {
        Path file = folder.resolve("baton.db");
        Path aside = folder.resolve("aside.db");
        try (Store store = TestStore.open(TestStore.SQLITE.fresh(folder));
                Load load = new Load(store)) {
            load.awaitMore(100);
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            Awaiting.until(() -> store.health().state() instanceof StoreHealth.State.Down);
            assertThat(Rows.failure(Rows.append(store, "refused", 1)))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("baton.db");
            Awaiting.until(() -> probes(store) > 2);
            assertThat(file).doesNotExist();
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            load.awaitMore(100);
        }
    }

    private static long probes(Store store) {
        return store.health().state() instanceof StoreHealth.State.Down down
                ? down.retryAfter().toSeconds()
                : 0;
    }

    @Test
    void a_full_sqlite_store_refuses_writes_still_reads_and_goes_on_when_there_is_room() throws Exception {
        Config config = TestStore.with(TestStore.SQLITE.fresh(folder), Map.of("sqlite.size-max", "4 MiB"));
        try (Store store = TestStore.open(config);
                Load load = new Load(store)) {
            load.awaitMore(100);
            fillWithPayloads(store);
            assertThat(((StoreHealth.State.Down) store.health().state()).reason())
                    .contains("full");
            assertThat(Rows.count(store, "journal")).isPositive();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("baton.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 30000");
                statement.execute("DELETE FROM payload");
            }
            load.awaitMore(100);
            load.stop();
            load.assertNothingIsLost();
        }
    }

    @Test
    void a_full_disk_under_sqlite_loses_nothing() throws Exception {
        assumeTrue(SmallDisk.possible(folder), "only a user who may mount has a small disk");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), 24)) {
            Config config =
                    TestStore.with(TestStore.SQLITE.fresh(disk.folder()), Map.of("sqlite.checkpoint-pages", 100));
            try (Store store = TestStore.open(config);
                    Load load = new Load(store)) {
                for (int round = 0; round < 3; round++) {
                    load.awaitMore(50);
                    disk.fill();
                    fillWithPayloads(store);
                    disk.free();
                    load.awaitMore(50);
                }
                load.stop();
                load.assertNothingIsLost();
            }
        }
    }

    @Test
    void a_full_disk_under_postgresql_loses_nothing() throws Exception {
        assumeTrue(SmallDisk.possible(folder), "only a user who may mount has a small disk");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), 40)) {
            RealPostgres server = RealPostgres.shared();
            Path space = Files.createDirectories(disk.folder().resolve("space"));
            server.own(space);
            server.execute("postgres", "CREATE TABLESPACE small LOCATION '" + space + "'");
            server.execute("postgres", "CREATE DATABASE small TABLESPACE small");
            try (Store store = TestStore.open(TestStore.postgresql(server.url("small")));
                    Load load = new Load(store)) {
                load.awaitMore(50);
                disk.fill();
                fillWithPayloads(store);
                disk.free();
                load.awaitMore(50);
                load.stop();
                load.assertNothingIsLost();
            }
            server.execute("postgres", "DROP DATABASE small WITH (FORCE)");
            server.execute("postgres", "DROP TABLESPACE small");
        }
    }

    /** Until the store is down. */
    private static void fillWithPayloads(Store store) {
        AtomicLong number = new AtomicLong();
        Awaiting.until(() -> {
            byte[] payload = new byte[100_000];
            new java.util.Random(number.incrementAndGet()).nextBytes(payload);
            try {
                store.payloads().put("default", payload).toCompletableFuture().join();
            } catch (java.util.concurrent.CompletionException full) {
                assertThat(full.getCause()).isInstanceOf(StoreUnavailable.class);
            }
            return store.health().state() instanceof StoreHealth.State.Down;
        });
    }
}

package dev.baton.persistence.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.Unstorable;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.Gate;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.table.JournalTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreWriterTest {

    private static final int NEIGHBOURS = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void writes_that_wait_share_one_transaction(TestStore kind) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Store store = Store.open(StoreSettings.of(kind.fresh(folder)), meters)) {
            store.cells().claimAll().toCompletableFuture().join();
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            Gate gate = new Gate(store.writer());
            writes.addAll(neighbours(store));
            gate.open();
            writes.forEach(CompletableFuture::join);
            assertThat(meters.get("baton.journal.batch.size").summary().max()).isEqualTo(NEIGHBOURS);
            assertThat(Rows.count(store, "journal")).isEqualTo(NEIGHBOURS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_duplicate_key_fails_its_write_and_no_other(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            Rows.append(store, "twice", 1).join();
            CompletableFuture<Long> duplicate;
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            Gate gate = new Gate(store.writer());
            duplicate = Rows.append(store, "twice", 1);
            writes.addAll(neighbours(store));
            gate.open();
            assertThat(Rows.failure(duplicate)).isInstanceOf(Conflict.class);
            writes.forEach(CompletableFuture::join);
            assertThat(Rows.count(store, "journal")).isEqualTo(NEIGHBOURS + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_write_is_all_or_nothing(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            Rows.append(store, "run", 2).join();
            CompletableFuture<Boolean> both = store.writer()
                    .submit(Rows.row("run", 1, "w").cell(), 10, writes -> {
                        JournalTable.insert(writes, Rows.row("run", 1, "w"));
                        JournalTable.insert(writes, Rows.row("run", 2, "w"));
                        return true;
                    });
            assertThat(Rows.failure(both)).isInstanceOf(Conflict.class);
            assertThat(Rows.count(store, "journal")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_write_that_throws_fails_alone(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            CompletableFuture<Boolean> poison;
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            Gate gate = new Gate(store.writer());
            poison = store.writer().submit(StoreWriter.NO_CELL, 10, tx -> {
                JournalTable.insert(tx, Rows.row("poison", 1, "w"));
                throw new IllegalArgumentException("poison");
            });
            writes.addAll(neighbours(store));
            gate.open();
            assertThat(Rows.failure(poison)).isInstanceOf(Unstorable.class).hasMessageContaining("poison");
            writes.forEach(CompletableFuture::join);
            assertThat(Rows.count(store, "journal")).isEqualTo(NEIGHBOURS);
        }
    }

    /** Only PostgreSQL refuses the character; SQLite stores it. */
    @org.junit.jupiter.api.Test
    void a_value_that_the_database_refuses_fails_alone() {
        try (Store store = TestStore.open(TestStore.POSTGRESQL.fresh(folder))) {
            CompletableFuture<Boolean> poison;
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            Gate gate = new Gate(store.writer());
            poison = store.writer().submit(StoreWriter.NO_CELL, 10, tx -> {
                JournalTable.insert(tx, Rows.row("poison", 1, "zero \u0000"));
                return true;
            });
            writes.addAll(neighbours(store));
            gate.open();
            assertThat(Rows.failure(poison)).isInstanceOf(Unstorable.class);
            writes.forEach(CompletableFuture::join);
            assertThat(Rows.count(store, "journal")).isEqualTo(NEIGHBOURS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_full_queue_refuses_at_once_and_loses_nothing(TestStore kind) {
        Config config = TestStore.with(kind.fresh(folder), Map.of("writer.queue-max", 10, "admission.queued-max", 8));
        try (Store store = TestStore.open(config)) {
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            Gate gate = new Gate(store.writer());
            for (int n = 0; n < 25; n++) {
                writes.add(Rows.append(store, "run" + n, 1));
            }
            assertThat(store.health().queued()).isEqualTo(10);
            assertThat(store.health().behind()).isTrue();
            assertThat(store.health().saturated()).isTrue();
            assertThat(writes.subList(10, 25))
                    .allSatisfy(refused -> assertThat(Rows.failure(refused)).isInstanceOf(StoreBusy.class));
            gate.open();
            writes.subList(0, 10).forEach(CompletableFuture::join);
            assertThat(Rows.count(store, "journal")).isEqualTo(10);
            assertThat(store.health().behind()).isFalse();
            assertThat(store.health().saturated()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_queue_is_full_by_its_bytes_too(TestStore kind) {
        Config config = TestStore.with(kind.fresh(folder), Map.of("writer.queue-bytes-max", "10 KiB"));
        try (Store store = TestStore.open(config)) {
            Gate gate = new Gate(store.writer());
            CompletableFuture<Boolean> large = store.writer().submit(StoreWriter.NO_CELL, 100_000, tx -> true);
            CompletableFuture<Boolean> refused = store.writer().submit(StoreWriter.NO_CELL, 1, tx -> true);
            assertThat(large).isNotDone();
            assertThat(Rows.failure(refused)).isInstanceOf(StoreBusy.class);
            gate.open();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_write_that_waits_long_counts_as_being_behind(TestStore kind) {
        Config config = TestStore.with(kind.fresh(folder), Map.of("admission.age-max", "20ms"));
        try (Store store = TestStore.open(config)) {
            Gate gate = new Gate(store.writer());
            CompletableFuture<Long> waiting = Rows.append(store, "run", 1);
            dev.baton.persistence.Awaiting.until(store.health()::behind);
            assertThat(store.health().oldestQueued()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(waiting).isNotDone();
            gate.open();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closing_writes_what_is_queued_and_refuses_what_comes_later(TestStore kind) {
        Config config = kind.fresh(folder);
        List<CompletableFuture<Long>> writes;
        Store store = TestStore.open(config);
        try (store) {
            Gate gate = new Gate(store.writer());
            writes = neighbours(store);
            gate.open();
        }
        writes.forEach(CompletableFuture::join);
        assertThat(Rows.failure(Rows.append(store, "late", 1))).isInstanceOf(StoreUnavailable.class);
        try (Store again = TestStore.open(config)) {
            assertThat(Rows.count(again, "journal")).isEqualTo(NEIGHBOURS);
            assertThat(again.health().state()).isInstanceOf(StoreHealth.State.Up.class);
        }
    }

    private static List<CompletableFuture<Long>> neighbours(Store store) {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int n = 0; n < NEIGHBOURS; n++) {
            writes.add(Rows.append(store, "neighbour" + n, 1));
        }
        return writes;
    }
}

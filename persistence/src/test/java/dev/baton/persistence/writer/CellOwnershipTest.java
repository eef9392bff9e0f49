package dev.baton.persistence.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.Gate;
import dev.baton.persistence.RealPostgres;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CellOwnershipTest {

    private static final int NEIGHBOURS = 200;
    private static final int LOST = 77;
    private static final int CLAIMS_MAX = 10;
    private static final int LOAD = 64;

    @TempDir
    Path folder;

    @Test
    void the_cell_of_a_run_is_the_shard_that_pekko_gives_it() {
        var extractor = new org.apache.pekko.cluster.sharding.typed.HashCodeNoEnvelopeMessageExtractor<String>(256) {
            @Override
            public String entityId(String message) {
                return message;
            }
        };
        for (int n = 0; n < 1_000; n++) {
            String entity = "default/run-" + n;
            assertThat(Integer.toString(Cells.of(entity))).isEqualTo(extractor.shardId(entity));
        }
        assertThat(Cells.of("polygenelubricants"))
                .as("its hash is the smallest int")
                .isZero();
        assertThat(Cells.ofPersistenceId("Run|default/run-1")).isEqualTo(Cells.of("default/run-1"));
    }

    @ParameterizedTest
    @EnumSource
    void nobody_writes_a_run_before_claiming_its_cell(TestStore kind) {
        try (Store store = TestStore.openOnly(kind.fresh(folder))) {
            assertThat(Rows.failure(Rows.append(store, "run", 1))).isInstanceOf(Fenced.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_old_owner_is_fenced_and_the_new_one_goes_on(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store old = TestStore.open(config)) {
            Rows.append(old, "run", 1).join();
            try (Store next = TestStore.open(config)) {
                assertThat(Rows.failure(Rows.append(old, "run", 2))).isInstanceOf(Fenced.class);
                Rows.append(next, "run", 2).join();
                assertThat(Rows.failure(Rows.append(old, "run", 3))).isInstanceOf(Fenced.class);
                assertThat(old.cells().owns(Cells.of("default/run"))).isFalse();
                assertThat(next.cells().owns(Cells.of("default/run"))).isTrue();
                assertThat(Rows.count(next, "journal")).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_idle_owner_learns_that_it_was_replaced_until_it_claims_its_cells_again(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store old = TestStore.open(config)) {
            List<StoreHealth.State> told = new CopyOnWriteArrayList<>();
            old.health().listen(told::add);
            try (Store next = TestStore.open(config)) {
                Awaiting.until(() -> old.health().state() instanceof StoreHealth.State.Fenced);
                assertThat(old.health().state()).isInstanceOfSatisfying(StoreHealth.State.Fenced.class, fenced -> {
                    assertThat(fenced.cells()).isEqualTo(Cells.COUNT);
                    assertThat(fenced.reason()).contains("another server has taken over");
                });
                assertThat(told).hasExactlyElementsOfTypes(StoreHealth.State.Fenced.class);
                assertThat(next.health().state()).isInstanceOf(StoreHealth.State.Up.class);
            }
            old.cells().claimAll().toCompletableFuture().join();
            assertThat(old.health().state()).isInstanceOf(StoreHealth.State.Up.class);
            Rows.append(old, "run", 1).join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_lost_cell_harms_no_run_of_another(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store store = TestStore.open(config);
                Store elsewhere = TestStore.openOnly(config)) {
            List<Integer> lost = new ArrayList<>();
            store.cells().onLost(lost::add);
            Rows.execute(elsewhere, "UPDATE cell_home SET region = 'b', epoch = epoch + 1 WHERE cell = " + LOST);
            CompletableFuture<Long> stale;
            List<CompletableFuture<Long>> neighbours;
            Gate gate = new Gate(store.writer());
            stale = Rows.append(store, Rows.runInCell(LOST, "stale"), 1);
            neighbours = neighbours(store);
            gate.open();
            assertThat(Rows.failure(stale))
                    .isInstanceOfSatisfying(
                            Fenced.class, fenced -> assertThat(fenced.cell()).isEqualTo(LOST));
            neighbours.forEach(CompletableFuture::join);
            assertThat(Rows.count(store, "journal")).isEqualTo(NEIGHBOURS);
            assertThat(lost).containsExactly(LOST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_live_copies_of_one_run_cannot_both_append(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store one = TestStore.open(config);
                Store other = TestStore.openOnly(config)) {
            // Two nodes of one region write under the same epochs: between them the key of the journal decides.
            other.cells().join().toCompletableFuture().join();
            for (long seqNr = 1; seqNr <= 50; seqNr++) {
                CompletableFuture<Long> first = Rows.append(one, "run", seqNr);
                CompletableFuture<Long> second = Rows.append(other, "run", seqNr);
                CompletableFuture<Long> beside = Rows.append(other, "beside", seqNr);
                int failed = 0;
                for (CompletableFuture<Long> write : List.of(first, second)) {
                    try {
                        write.join();
                    } catch (java.util.concurrent.CompletionException e) {
                        assertThat(e.getCause()).isInstanceOf(Conflict.class);
                        failed++;
                    }
                }
                assertThat(failed).isEqualTo(1);
                beside.join();
            }
            assertThat(Rows.count(one, "journal")).isEqualTo(100);
        }
    }

    @Test
    void a_takeover_waits_for_a_transaction_that_writes_the_cell() {
        Config config = TestStore.POSTGRESQL.fresh(folder);
        String url = config.getString("baton.persistence.postgresql.url");
        String database = url.substring(url.lastIndexOf('/') + 1);
        try (Store old = TestStore.open(config);
                Store next = TestStore.openOnly(config)) {
            Gate gate = new Gate(old.writer(), LOST);
            CompletableFuture<Void> takeover = next.cells().claimAll().toCompletableFuture();
            String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = '"
                    + database + "'";
            Awaiting.until(() -> takeover.isDone()
                    || RealPostgres.shared().query("postgres", waiting).equals("1"));
            assertThat(takeover).isNotDone();
            gate.open();
            takeover.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_a_takeover_under_load_the_old_owner_writes_not_one_more_row(TestStore kind) {
        takeOverUnderLoad(kind.fresh(folder), false);
    }

    @ParameterizedTest
    @EnumSource
    void nor_when_its_transactions_are_repeated_one_by_one(TestStore kind) {
        takeOverUnderLoad(kind.fresh(folder), true);
    }

    private static void takeOverUnderLoad(Config config, boolean duplicates) {
        try (Store old = TestStore.open(config);
                Store next = TestStore.openOnly(config)) {
            AtomicInteger ended = new AtomicInteger();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            if (duplicates) {
                Rows.append(old, "duplicate", 1).join();
                appendDuplicates(old, ended);
            }
            for (int run = 0; run < LOAD; run++) {
                appendUntilItFails(old, "load" + run, 1, failures, ended);
            }
            Awaiting.until(() -> Rows.count(old, "journal") > 1_000);
            claimAll(next);
            long taken = Rows.count(next, "journal");
            Awaiting.until(() -> ended.get() == LOAD + (duplicates ? 1 : 0));
            assertThat(Rows.count(next, "journal")).isEqualTo(taken);
            assertThat(failures)
                    .hasSize(LOAD)
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(Fenced.class));
        }
    }

    /** SQLite hands its lock to anybody who asks: who waits beside a busy writer may have to ask more than once. */
    private static void claimAll(Store store) {
        for (int asked = 1; ; asked++) {
            try {
                store.cells().claimAll().toCompletableFuture().join();
                return;
            } catch (CompletionException e) {
                if (asked == CLAIMS_MAX || !(e.getCause() instanceof StoreUnavailable)) {
                    throw e;
                }
            }
        }
    }

    /** Makes each transaction fail at first, until the cell is lost. */
    private static void appendDuplicates(Store store, AtomicInteger ended) {
        Rows.append(store, "duplicate", 1).whenComplete((done, failure) -> {
            if (failure instanceof Conflict) {
                appendDuplicates(store, ended);
            } else {
                ended.incrementAndGet();
            }
        });
    }

    private static void appendUntilItFails(
            Store store, String run, long seqNr, ConcurrentLinkedQueue<Throwable> failures, AtomicInteger ended) {
        Rows.append(store, run, seqNr).whenComplete((done, failure) -> {
            if (failure == null) {
                appendUntilItFails(store, run, seqNr + 1, failures, ended);
            } else {
                failures.add(failure);
                ended.incrementAndGet();
            }
        });
    }

    private static List<CompletableFuture<Long>> neighbours(Store store) {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int n = 0; n < NEIGHBOURS; n++) {
            writes.add(Rows.append(store, Rows.runOutsideCell(LOST, "neighbour" + n + "-"), 1));
        }
        return writes;
    }
}

package dev.baton.persistence;

import com.typesafe.config.Config;
import dev.baton.actors.port.Cells;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.table.JournalRow;
import dev.baton.persistence.table.JournalTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how many events a second the writer takes and what CPU time each costs: runs of twelve
 * events of 400 bytes, one after the other. Run it with {@code java -cp ... dev.baton.persistence.Throughput sqlite|postgresql [folder]}.
 */
public final class Throughput {

    private static final int PAYLOAD_BYTES = 400;
    private static final int RUN_EVENTS = 12;
    private static final long SECONDS = 5;
    private static final AtomicLong RUNS = new AtomicLong();

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        TestStore kind = TestStore.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("baton-throughput");
        Config config = TestStore.with(kind.fresh(folder), Map.of());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Store store = Store.open(StoreSettings.of(config), meters)) {
            store.cells().claimAll().toCompletableFuture().join();
            int[] sizes = Arrays.stream(System.getProperty("entities", "64,1,16,64,256,1024")
                            .split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            for (int entities : sizes) {
                measure(kind, store, meters, entities);
            }
        }
        System.exit(0);
    }

    private static void measure(TestStore kind, Store store, MeterRegistry meters, int entities) throws Exception {
        AtomicLong events = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(entities);
        long start = System.nanoTime();
        long until = start + SECONDS * 1_000_000_000L;
        long cpu = cpuMicros(kind);
        for (int entity = 0; entity < entities; entity++) {
            next(store, newRun(), 1, until, events, ended);
        }
        ended.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        double batch = meters.get("baton.journal.batch.size")
                .summary()
                .takeSnapshot()
                .percentileValues()[0]
                .value();
        System.out.printf(
                Locale.ROOT,
                "%-10s entities %5d: %8.0f events/s, %6.1f us CPU per event, batch p50 %.0f%n",
                kind,
                entities,
                events.get() / seconds,
                (cpuMicros(kind) - cpu) / (double) events.get(),
                batch);
    }

    private static void next(Store store, String id, long seqNr, long until, AtomicLong events, CountDownLatch ended) {
        int cell = Cells.ofPersistenceId(id);
        JournalRow row = new JournalRow(
                id,
                seqNr,
                cell,
                seqNr,
                seqNr,
                seqNr,
                "4ea6a1f8-7c11-4d6b-9c2e-0a4f9f1fd3b1",
                4_200_001,
                "commit.v1",
                new byte[PAYLOAD_BYTES],
                null);
        CompletableFuture<Long> written = store.writer().submit(cell, PAYLOAD_BYTES, writes -> {
            JournalTable.insert(writes, row);
            return seqNr;
        });
        written.whenComplete((done, failure) -> {
            if (failure != null) {
                failure.printStackTrace();
                System.exit(1);
            }
            events.incrementAndGet();
            if (System.nanoTime() > until) {
                ended.countDown();
            } else if (seqNr < RUN_EVENTS) {
                next(store, id, seqNr + 1, until, events, ended);
            } else {
                next(store, newRun(), 1, until, events, ended);
            }
        });
    }

    /** As the API makes them: in the order of time. */
    private static String newRun() {
        return "Run|default/run-%013x-%08x".formatted(System.currentTimeMillis(), RUNS.incrementAndGet());
    }

    private static long cpuMicros(TestStore kind) {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long own = system.getProcessCpuTime() / 1_000;
        return kind == TestStore.POSTGRESQL ? own + RealPostgres.shared().cpuMillis() * 1_000 : own;
    }
}

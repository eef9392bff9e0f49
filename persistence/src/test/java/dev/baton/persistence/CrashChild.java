package dev.baton.persistence;

import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.SideWrites;
import dev.baton.persistence.table.JournalRow;
import dev.baton.persistence.table.JournalTable;
import dev.baton.persistence.table.SideTables;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A process that writes until it is killed, and prints each write that was acknowledged: run and number. */
public final class CrashChild {

    private static final int RUNS = 32;

    private CrashChild() {}

    /** {@code sqlite FILE} or {@code postgresql URL}. */
    public static void main(String[] arguments) {
        Store store = TestStore.open(
                arguments[0].equals("sqlite")
                        ? TestStore.with(Map.of("store", "sqlite", "sqlite.file", arguments[1]))
                        : TestStore.postgresql(arguments[1]));
        PrintStream out = new PrintStream(System.out, true);
        for (int run = 0; run < RUNS; run++) {
            String name = "crash" + run;
            long next = Rows.number(
                            store,
                            "SELECT coalesce(max(seq_nr), 0) FROM journal WHERE persistence_id = '" + Rows.id(name)
                                    + "'")
                    + 1;
            append(store, name, next, out);
        }
    }

    private static void append(Store store, String run, long seqNr, PrintStream out) {
        JournalRow row = Rows.row(run, seqNr, "child");
        SideWrites side = new SideWrites(index(run, seqNr), List.of(), List.of(), List.of());
        CompletableFuture<Long> written = store.writer().submit(row.cell(), row.payload().length, writes -> {
            JournalTable.insert(writes, row);
            SideTables.write(writes, "default", side, seqNr == 1);
            return seqNr;
        });
        written.whenComplete((done, failure) -> {
            if (failure != null) {
                out.println("FAILED " + failure);
                System.exit(1);
            }
            out.println(run + " " + done);
            append(store, run, seqNr + 1, out);
        });
    }

    private static RunIndexRow index(String run, long seqNr) {
        Instant now = Instant.now();
        return new RunIndexRow(
                "default",
                run,
                "dev",
                "w",
                1,
                "digest",
                "waiting",
                Map.of("n", "1"),
                0,
                Long.toString(seqNr),
                now,
                now,
                now,
                null,
                null,
                null);
    }
}

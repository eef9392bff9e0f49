package dev.baton.persistence;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.StoreException;
import dev.baton.persistence.table.JournalRow;
import dev.baton.persistence.table.JournalTable;
import dev.baton.persistence.writer.StoreWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes plain rows into a journal, and counts them. */
public final class Rows {

    private Rows() {}

    public static String id(String run) {
        return "Run|default/" + run;
    }

    /** A row of this run; its text names the writer. */
    public static CompletableFuture<Long> append(Store store, String run, long seqNr) {
        JournalRow row = row(run, seqNr, "someone");
        return store.writer().submit(row.cell(), row.payload().length, writes -> {
            JournalTable.insert(writes, row);
            return seqNr;
        });
    }

    public static JournalRow row(String run, long seqNr, String writer) {
        byte[] payload = ("event " + seqNr).getBytes(StandardCharsets.UTF_8);
        int cell = Cells.ofPersistenceId(id(run));
        return new JournalRow(id(run), seqNr, cell, seqNr, seqNr, 1, writer, 1, "text", payload, null);
    }

    public static long count(Store store, String table) {
        return number(store, "SELECT count(*) FROM " + table);
    }

    public static long number(Store store, String query) {
        return store.reads()
                .read(session -> {
                    try (ResultSet row = session.statement(query).executeQuery()) {
                        return row.next() ? row.getLong(1) : 0L;
                    }
                })
                .toCompletableFuture()
                .join();
    }

    public static void execute(Store store, String statement) {
        store.writer()
                .submit(
                        StoreWriter.NO_CELL,
                        0,
                        writes -> writes.statement(statement).executeUpdate())
                .join();
    }

    /** What the write failed with; an error if it did not. */
    public static StoreException failure(CompletableFuture<?> write) {
        try {
            write.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof StoreException reason) {
                return reason;
            }
            throw failed;
        }
        throw new AssertionError("The write was expected to fail");
    }

    /** A run of another cell than the others have, so that only it is hit when its cell is. */
    public static String runInCell(int cell, String name) {
        for (int n = 0; ; n++) {
            String run = name + n;
            if (Cells.ofPersistenceId(id(run)) == cell) {
                return run;
            }
        }
    }

    /** A run that is in any cell but this one. */
    public static String runOutsideCell(int cell, String name) {
        String run = name;
        while (Cells.ofPersistenceId(id(run)) == cell) {
            run += "x";
        }
        return run;
    }
}

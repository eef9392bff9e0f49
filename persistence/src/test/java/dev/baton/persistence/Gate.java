package dev.baton.persistence;

import dev.baton.persistence.writer.StoreWriter;
import java.util.concurrent.CountDownLatch;

/** Holds the writer's thread within a transaction, so that a test decides which writes share the next one. */
public final class Gate {

    private final CountDownLatch open = new CountDownLatch(1);

    /** Returns when the writer is held. */
    public Gate(StoreWriter writer) {
        this(writer, StoreWriter.NO_CELL);
    }

    /** Returns when the writer is held in a transaction that writes the cell. */
    public Gate(StoreWriter writer, int cell) {
        CountDownLatch held = new CountDownLatch(1);
        writer.submit(cell, 0, writes -> {
            held.countDown();
            await(open);
            return true;
        });
        await(held);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Lets the writer go on. */
    public void open() {
        open.countDown();
    }
}

package dev.baton.persistence.writer;

import dev.baton.actors.port.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write in the queue. */
final class WriteRequest<T> {

    private final int cell;
    private final int bytes;
    private final Write<T> write;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private long queuedNanos;
    private @Nullable T value;

    /** @param cell that must be owned, or {@link StoreWriter#NO_CELL} */
    WriteRequest(int cell, int bytes, Write<T> write) {
        this.cell = cell;
        this.bytes = bytes;
        this.write = write;
    }

    int cell() {
        return cell;
    }

    int bytes() {
        return bytes;
    }

    long queuedNanos() {
        return queuedNanos;
    }

    void queuedAt(long nanos) {
        queuedNanos = nanos;
    }

    CompletableFuture<T> result() {
        return result;
    }

    void writeTo(Writes writes) throws SQLException {
        value = write.to(writes);
    }

    @SuppressWarnings("NullAway") // T says itself whether it is nullable; it was set by writeTo.
    void committed() {
        result.complete(value);
    }

    void failed(StoreException failure) {
        result.completeExceptionally(failure);
    }
}

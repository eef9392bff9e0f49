package dev.baton.actors.port;

import java.util.concurrent.CompletionStage;

/** Which node writes which cell, as the store has it. */
public interface CellHomes {

    /**
     * Takes a cell over: whoever had it before can write it no more. Fails with {@link Fenced} if this node has itself
     * been taken for lost, and with another {@link StoreException} if nothing is known.
     */
    CompletionStage<Void> claim(int cell);

    /** This node's shard of the cell has ended: another node may have the cell. */
    void release(int cell);
}

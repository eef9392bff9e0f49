package dev.baton.actors.manager;

import dev.baton.actors.port.CellSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/** Of which cells a node wakes the runs. */
public interface Territory {

    /** The cells that this node has. */
    CellSet held();

    /** Cells that no node has, for the one node that looks after them; none for all others. */
    CompletionStage<CellSet> abandoned();

    /** Calls the listener whenever the node has got a cell. */
    void onGained(IntConsumer listener);

    /** Calls the listener whenever the node has given a cell up. */
    void onGivenUp(IntConsumer listener);

    /** Of the only node. */
    Territory ALL = new Territory() {
        @Override
        public CellSet held() {
            return CellSet.ALL;
        }

        @Override
        public CompletionStage<CellSet> abandoned() {
            return CompletableFuture.completedStage(CellSet.NONE);
        }

        @Override
        public void onGained(IntConsumer listener) {
            CellSet.ALL.stream().forEach(listener);
        }

        @Override
        public void onGivenUp(IntConsumer listener) {}
    };
}

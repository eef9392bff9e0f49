package dev.baton.actors.port;

import java.util.BitSet;
import java.util.stream.IntStream;

/** Some of the cells. Immutable. */
public final class CellSet {

    public static final CellSet ALL = of(IntStream.range(0, Cells.COUNT));
    public static final CellSet NONE = of(IntStream.empty());

    private final BitSet cells;

    private CellSet(BitSet cells) {
        this.cells = cells;
    }

    public static CellSet of(IntStream cells) {
        BitSet set = new BitSet(Cells.COUNT);
        cells.forEach(set::set);
        return new CellSet(set);
    }

    public boolean contains(int cell) {
        return cells.get(cell);
    }

    public boolean contains(RunKey run) {
        return contains(Cells.of(run.entityId()));
    }

    public boolean isEmpty() {
        return cells.isEmpty();
    }

    public boolean isAll() {
        return cells.cardinality() == Cells.COUNT;
    }

    public int size() {
        return cells.cardinality();
    }

    /** In order. */
    public IntStream stream() {
        return cells.stream();
    }

    /** A character for each cell: 1 if it is in the set, else 0. */
    public String mask() {
        StringBuilder mask = new StringBuilder(Cells.COUNT);
        for (int cell = 0; cell < Cells.COUNT; cell++) {
            mask.append(cells.get(cell) ? '1' : '0');
        }
        return mask.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CellSet set && cells.equals(set.cells);
    }

    @Override
    public int hashCode() {
        return cells.hashCode();
    }

    @Override
    public String toString() {
        return cells.toString();
    }
}

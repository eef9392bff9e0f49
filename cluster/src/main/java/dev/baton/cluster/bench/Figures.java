package dev.baton.cluster.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Numbers as they are shown. */
final class Figures {

    private Figures() {}

    static <T> double median(List<T> measured, ToDoubleFunction<T> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** With three decimals at most. */
    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

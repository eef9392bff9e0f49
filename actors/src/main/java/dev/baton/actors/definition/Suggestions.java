package dev.baton.actors.definition;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what the author meant by a name that does not exist. */
final class Suggestions {

    private static final int NAMES_LISTED_MAX = 16;
    private static final int NAME_CHARS_MAX = 128;

    private Suggestions() {}

    /** "Did you mean ...?" for a near miss, otherwise the names there are. */
    static @Nullable String hint(String given, Collection<String> known, String knownAre) {
        String closest = closest(given, known);
        if (closest != null) {
            return "Did you mean '" + closest + "'?";
        }
        return known.isEmpty() ? null : knownAre + " " + listed(known) + ".";
    }

    static String listed(Collection<String> names) {
        List<String> sorted = names.stream().sorted().limit(NAMES_LISTED_MAX).toList();
        return String.join(", ", sorted) + (names.size() > NAMES_LISTED_MAX ? ", ..." : "");
    }

    static @Nullable String closest(String given, Collection<String> known) {
        if (given.length() > NAME_CHARS_MAX) {
            return null;
        }
        int distanceMax = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> !name.equals(given))
                .filter(name -> distance(given, name) <= distanceMax)
                .min(Comparator.comparingInt((String name) -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours; case does not count. */
    static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                cost[row][column] = cell(cost, from, to, row, column);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cell(int[][] cost, String from, String to, int row, int column) {
        if (row == 0 || column == 0) {
            return row + column;
        }
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        int least = Math.min(
                Math.min(cost[row - 1][column], cost[row][column - 1]) + 1, cost[row - 1][column - 1] + replaced);
        boolean swapped = row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
        return swapped ? Math.min(least, cost[row - 2][column - 2] + 1) : least;
    }
}

package dev.baton.config;

/** How many letters must be inserted, deleted or replaced to make one text of another. */
final class EditDistance {

    private EditDistance() {}

    static int between(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
                int shifted = Math.min(above[column], current[column - 1]) + 1;
                current[column] = Math.min(shifted, above[column - 1] + replaced);
            }
            above = current;
        }
        return above[right.length()];
    }
}

package dev.baton.actors.definition;

/**
 * The stretch of source text that a scalar was written in.
 *
 * @param start in code points, as the parser counts
 * @param end in code points, exclusive
 */
record SourceExtent(String source, int start, int end) {

    /** @param offset into {@code part}, in code points */
    Position positionOf(String part, int offset, Position whole) {
        int from = source.offsetByCodePoints(0, start);
        int to = source.offsetByCodePoints(from, end - start);
        int at = source.indexOf(part, from);
        if (part.isEmpty() || at < 0 || at + part.length() > to) {
            return whole;
        }
        int line = whole.line();
        int lineStart = from - (whole.column() - 1);
        int target = part.offsetByCodePoints(0, Math.clamp(offset, 0, part.codePointCount(0, part.length()))) + at;
        for (int index = from; index < target; index++) {
            if (source.charAt(index) == '\n') {
                line++;
                lineStart = index + 1;
            }
        }
        return new Position(line, target - lineStart + 1);
    }
}

package dev.baton.actors.definition;

/** The value that holds an expression, and the expression's text in it. */
record ExpressionSite(SourceNode node, String code) {

    /** @param offset in the expression, in code points */
    Position at(int offset) {
        return node instanceof SourceNode.Scalar scalar ? scalar.positionOf(code, offset) : node.position();
    }

    /** @param line from 1; @param column from 0: as CEL counts */
    Position at(int line, int column) {
        int start = 0;
        for (int skipped = 1; skipped < line && start < code.length(); skipped++) {
            int lineEnd = code.indexOf('\n', start);
            start = lineEnd < 0 ? code.length() : lineEnd + 1;
        }
        return at(code.codePointCount(0, start) + Math.max(0, column));
    }

    SourcePath path() {
        return node.path();
    }
}

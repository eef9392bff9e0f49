package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one source, so that its author sees all of them at once; not for several threads. */
final class Problems {

    /** Further problems are counted but not kept: nobody reads a thousand. */
    static final int PROBLEMS_MAX = 200;

    private final Set<Problem> found = new LinkedHashSet<>();
    private final Set<String> pathsWithError = new HashSet<>();
    private int dropped;
    private int errors;

    void error(SourceNode at, String code, String message, @Nullable String hint) {
        add(Problem.Severity.ERROR, at.position(), at.path(), code, message, hint);
    }

    void warning(SourceNode at, String code, String message, @Nullable String hint) {
        add(Problem.Severity.WARNING, at.position(), at.path(), code, message, hint);
    }

    void error(Position position, SourcePath path, String code, String message, @Nullable String hint) {
        add(Problem.Severity.ERROR, position, path, code, message, hint);
    }

    void warning(Position position, SourcePath path, String code, String message, @Nullable String hint) {
        add(Problem.Severity.WARNING, position, path, code, message, hint);
    }

    /** The value is missing where it must be, and the schema has said so. */
    void alreadyReported(SourceNode missing) {
        pathsWithError.add(missing.path().toString());
    }

    /** Whether this very value has been found wrong before, so that a second complaint would only be noise. */
    boolean hasErrorAt(SourceNode node) {
        return pathsWithError.contains(node.path().toString());
    }

    /** Whether something about this value or inside it has been found wrong before. */
    boolean hasErrorBelow(SourceNode node) {
        String path = node.path().toString();
        return pathsWithError.stream().anyMatch(other -> other.equals(path) || other.startsWith(path + "/"));
    }

    boolean hasErrors() {
        return !pathsWithError.isEmpty();
    }

    /** Those that are not kept counted too. */
    int errorCount() {
        return errors;
    }

    /** In the order of the text. */
    List<Problem> list() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        if (dropped > 0) {
            sorted.add(new Problem(
                    Problem.Severity.WARNING,
                    "problems.too-many",
                    0,
                    0,
                    "",
                    dropped + " more problems are not shown",
                    "Solve the ones above first."));
        }
        return List.copyOf(sorted);
    }

    private void add(
            Problem.Severity severity,
            Position position,
            SourcePath path,
            String code,
            String message,
            @Nullable String hint) {
        String pointer = path.toString();
        if (severity == Problem.Severity.ERROR) {
            pathsWithError.add(pointer);
            errors++;
        }
        if (found.size() >= PROBLEMS_MAX) {
            dropped++;
            return;
        }
        found.add(new Problem(severity, code, position.line(), position.column(), pointer, message, hint));
    }
}

package dev.baton.actors.definition;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Thins out the errors of {@code oneOf} and {@code anyOf}: a validator complains about every alternative, its reader
 * meant only one of them.
 */
final class SchemaAlternatives {

    private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf");

    /** A value that fails in one of these does not even look like the alternative. */
    private static final Set<String> UNLIKE = Set.of("type", "const", "enum");

    private SchemaAlternatives() {}

    static List<Error> relevant(List<Error> errors) {
        List<Error> relevant = new ArrayList<>();
        Set<Error> explained = new HashSet<>();
        for (Error error : errors) {
            if (!ALTERNATIVES.contains(error.getKeyword())) {
                continue;
            }
            String prefix = error.getEvaluationPath() + "/";
            List<Error> inside = errors.stream()
                    .filter(other -> other.getEvaluationPath().toString().startsWith(prefix))
                    .toList();
            explained.addAll(inside);
            List<Error> meant = meant(error, inside, prefix);
            if (meant.isEmpty()) {
                relevant.add(error);
            } else {
                explained.add(error);
                relevant.addAll(meant);
            }
        }
        errors.stream()
                .filter(error -> !explained.contains(error) && !relevant.contains(error))
                .forEach(relevant::add);
        return relevant;
    }

    /** The errors of the one alternative that the value looks like; none if it looks like none or several. */
    private static List<Error> meant(Error error, List<Error> inside, String prefix) {
        String place = error.getInstanceLocation().toString();
        List<List<Error>> alike = inside.stream()
                .collect(Collectors.groupingBy(other -> other.getEvaluationPath()
                        .toString()
                        .substring(prefix.length())
                        .split("/", 2)[0]))
                .values()
                .stream()
                .filter(branch -> branch.stream()
                        .noneMatch(other -> UNLIKE.contains(other.getKeyword())
                                && other.getInstanceLocation().toString().equals(place)))
                .toList();
        return alike.size() == 1 ? alike.getFirst() : List.of();
    }
}

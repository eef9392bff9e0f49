package dev.baton.actors.definition;

import java.util.Set;

/**
 * Tells definitions of a newer version from those of an older one. Both can break the rules of this version; but what is
 * not known here at all would be passed over, and the run would do something else than it says.
 */
final class NewerForm {

    /** Problems that no definition has that this version or an older one has accepted: keys and values stay for good. */
    private static final Set<String> UNKNOWN =
            Set.of("key.unknown", "value.unknown", "value.type", "value.form", "step.unknown-kind");

    private NewerForm() {}

    /** @throws IllegalArgumentException if this version does not know all of a stored document */
    static SourceNode refuse(SourceNode document, PieceSchema schema, String whole) {
        Problems problems = new Problems();
        schema.check(document, whole, problems);
        refuse(problems);
        return document;
    }

    static void refuse(Problems problems) {
        problems.list().stream()
                .filter(problem -> UNKNOWN.contains(problem.code()))
                .findFirst()
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.message());
                });
    }
}

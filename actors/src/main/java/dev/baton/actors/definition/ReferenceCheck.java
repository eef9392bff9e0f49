package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Visibility.Seen;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what expressions refer to, once all of a workflow is known. */
final class ReferenceCheck {

    private static final Set<String> STEP_FIELDS = Set.of("output", "error", "status", "attempts");
    private static final Set<String> RUN_FIELDS =
            Set.of("id", "workflow", "version", "tenant", "environment", "labels", "startedAt");

    private final Visibility visibility;
    private final Set<String> steps;
    private final @Nullable JsonNode input;
    private final MemoryReader memory;
    private final Problems problems;

    /** @param input schema of the workflow's input */
    ReferenceCheck(
            List<Outline> outline,
            Set<String> steps,
            @Nullable JsonNode input,
            MemoryReader memory,
            Problems problems) {
        this.memory = memory;
        this.visibility = new Visibility(outline);
        this.steps = steps;
        this.input = input;
        this.problems = problems;
    }

    void check(List<ExpressionUse> uses) {
        for (ExpressionUse use : uses) {
            for (References.Reference reference : use.references()) {
                switch (reference.variable()) {
                    case "steps" -> checkStep(use, reference);
                    case "run" -> checkField(use, reference, 0, RUN_FIELDS, "run");
                    case "input" -> checkInput(use, reference);
                    case "memory" -> memory.check(use, reference);
                    case "iteration" -> checkIteration(use, reference);
                    default -> {}
                }
            }
        }
    }

    private void checkIteration(ExpressionUse use, References.Reference reference) {
        if (!visibility.isRepeated(use.place())) {
            error(
                    use,
                    reference,
                    "reference.no-loop",
                    "There is no 'iteration' outside of a loop or map",
                    "Use it only in the steps of a loop or map, and in the loop's condition.");
        }
    }

    private void checkStep(ExpressionUse use, References.Reference reference) {
        if (reference.fields().isEmpty()) {
            return;
        }
        String id = reference.fields().getFirst().name();
        if (!steps.contains(id)) {
            problems.error(
                    use.site().at(reference.offset()),
                    use.site().path(),
                    "reference.unknown-step",
                    "There is no step '" + id + "'",
                    Suggestions.hint(id, steps, "There are"));
            return;
        }
        if (reference.fields().size() > 1) {
            checkField(use, reference, 1, STEP_FIELDS, "steps." + id);
        }
        boolean guarded = use.references().stream()
                .anyMatch(other -> other.variable().equals("steps")
                        && !other.fields().isEmpty()
                        && other.fields().getFirst().equals(new References.Field(id, true)));
        report(use, reference, id, visibility.of(id, use.place()), guarded);
    }

    private void report(ExpressionUse use, References.Reference reference, String id, Seen seen, boolean guarded) {
        String guard = "Check with has(steps." + id + "), or write steps.?" + id + ".";
        switch (seen) {
            case ENDED -> {}
            case NEVER ->
                error(
                        use,
                        reference,
                        "reference.too-early",
                        "Step '" + id + "' cannot have ended when this is evaluated",
                        "Refer only to steps that come before.");
            case OTHER_BRANCH ->
                error(
                        use,
                        reference,
                        "reference.other-branch",
                        "Step '" + id + "' is in another branch, of which only one is done",
                        "Refer to it after the branches have come together.");
            case NOT_NEEDED ->
                error(
                        use,
                        reference,
                        "reference.not-needed",
                        "Step '" + id + "' is in a node that this one does not need: it may not have ended",
                        "Add the node of '" + id + "' to the 'needs' of this one.");
            case OF_EACH_ITEM ->
                error(
                        use,
                        reference,
                        "reference.of-each-item",
                        "Step '" + id + "' is done for each item, so there is no one result of it here",
                        "Refer to the output of the 'map' step around it: a list with a result for each item.");
            case CONCURRENT ->
                warn(
                        use,
                        reference,
                        guarded,
                        "reference.concurrent",
                        "Step '" + id + "' runs at the same time and may not have ended",
                        "Refer to it after the parallel step, or cope with its absence. " + guard);
            case EARLIER_ITERATION ->
                warn(
                        use,
                        reference,
                        guarded,
                        "reference.first-iteration",
                        "In the first iteration step '" + id + "' has not ended",
                        guard);
            case MAYBE ->
                warn(use, reference, guarded, "reference.maybe-skipped", "Step '" + id + "' may be skipped", guard);
        }
    }

    private void error(ExpressionUse use, References.Reference reference, String code, String message, String hint) {
        problems.error(use.site().at(reference.offset()), use.site().path(), code, message, hint);
    }

    private void warn(
            ExpressionUse use,
            References.Reference reference,
            boolean guarded,
            String code,
            String message,
            String hint) {
        if (!guarded) {
            problems.warning(use.site().at(reference.offset()), use.site().path(), code, message, hint);
        }
    }

    private void checkField(
            ExpressionUse use, References.Reference reference, int index, Set<String> known, String owner) {
        if (index >= reference.fields().size()) {
            return;
        }
        String field = reference.fields().get(index).name();
        if (!known.contains(field)) {
            error(
                    use,
                    reference,
                    "reference.unknown-field",
                    "'" + owner + "' has no '" + field + "'",
                    String.valueOf(Suggestions.hint(field, known, "There are")));
        }
    }

    private void checkInput(ExpressionUse use, References.Reference reference) {
        JsonNode schema = input;
        String owner = "input";
        for (References.Field field : reference.fields()) {
            if (schema == null || !InputShape.isClosed(schema)) {
                return;
            }
            Set<String> known = InputShape.properties(schema);
            if (!known.contains(field.name())) {
                error(
                        use,
                        reference,
                        "reference.unknown-input",
                        "The input schema allows no '" + field.name() + "' in '" + owner + "'",
                        String.valueOf(Suggestions.hint(field.name(), known, "There are")));
                return;
            }
            schema = schema.path("properties").path(field.name());
            owner += "." + field.name();
        }
    }
}

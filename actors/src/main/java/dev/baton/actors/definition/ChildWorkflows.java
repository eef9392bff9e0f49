package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.KnownWorkflows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the workflows that steps start runs of are there, and take what they are given, as far as that is known.
 *
 * @param known null if nothing is
 * @param inText names of the workflows in the same text: they are applied together
 */
record ChildWorkflows(@Nullable KnownWorkflows known, Set<String> inText) {

    static final ChildWorkflows ANY = new ChildWorkflows(null, Set.of());

    /** Where a step names a workflow. */
    record Use(
            SourceNode name,
            @Nullable SourceNode version,
            @Nullable SourceNode input) {

        @Nullable
        Integer number() {
            return version != null && version.json().canConvertToInt()
                    ? Integer.valueOf(version.json().intValue())
                    : null;
        }
    }

    /** Workflows may be applied in any order: only what cannot come right any more is an error. */
    void check(Use use, Problems problems) {
        String name = use.name().json().textValue();
        if (known == null || inText.contains(name) || problems.hasErrorAt(use.name())) {
            return;
        }
        Optional<KnownWorkflows.Known> latest = known.find(name, null);
        Optional<KnownWorkflows.Known> meant = known.find(name, use.number());
        if (latest.isEmpty()) {
            String closest = Suggestions.closest(name, inText);
            problems.warning(
                    use.name(),
                    "workflow.unknown",
                    "There is no workflow '" + name + "' yet",
                    closest == null ? "Apply it before the step begins." : "Did you mean '" + closest + "'?");
        } else if (meant.isEmpty() && use.version() != null) {
            problems.warning(
                    use.version(),
                    "workflow.unknown-version",
                    "Workflow '" + name + "' has no version " + use.number() + " yet",
                    "The latest is " + latest.get().version() + ".");
        } else if (meant.isPresent() && use.input() != null) {
            checkInput(use, use.input(), meant.get(), problems);
        }
    }

    /** A pinned version never changes; the latest may be another one when the step begins. */
    private static void checkInput(Use use, SourceNode input, KnownWorkflows.Known target, Problems problems) {
        SchemaCheck schema = target.input();
        List<String> violations = schema == null ? List.of() : violations(schema, input.json());
        if (violations.isEmpty()) {
            return;
        }
        String message = "The input does not match the schema of workflow '"
                + use.name().json().textValue() + "' version " + target.version() + ": "
                + String.join("; ", violations);
        if (use.version() == null) {
            problems.warning(input, "workflow.input", message, "The step would fail.");
        } else {
            problems.error(input, "workflow.input", message, "The step would fail.");
        }
    }

    /** Of an object that is made by expressions only the keys are known. */
    private static List<String> violations(SchemaCheck schema, JsonNode input) {
        if (!TemplateText.mayHoldExpression(input.toString())) {
            return schema.violations(input);
        }
        List<String> missing = new ArrayList<>();
        if (input.isObject()) {
            for (JsonNode required : schema.schema().path("required")) {
                if (!input.has(required.asText())) {
                    missing.add("required property '" + required.asText() + "' not found");
                }
            }
        }
        return missing;
    }
}

package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.MemoryRights;
import dev.baton.actors.run.MemorySpec;
import dev.baton.actors.run.MemorySpec.OnConflict;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the shared memory of a workflow, and what its steps may do with it. */
final class MemoryReader {

    private static final String VARIABLE = "memory";

    private final DefinitionReading reading;
    private final Map<String, MemorySpec> scopes = new TreeMap<>();
    private final Map<String, Set<String>> reads = new HashMap<>();

    MemoryReader(DefinitionReading reading) {
        this.reading = reading;
    }

    Map<String, MemorySpec> scopes() {
        return scopes;
    }

    /** To be called before the steps: their expressions see the scopes. */
    void scopes(@Nullable SourceNode node) {
        if (!(node instanceof SourceNode.Mapping memory) || memory.entries().isEmpty()) {
            return;
        }
        Map<String, CelType> types = new HashMap<>();
        types.put(VARIABLE, MapType.create(SimpleType.STRING, SimpleType.DYN));
        memory.entries().forEach((name, entry) -> {
            if (entry.value() instanceof SourceNode.Mapping scope) {
                MemorySpec spec = scope(scope);
                scopes.put(name, spec);
                types.put(
                        VARIABLE + "." + name,
                        type(spec.schema() == null ? null : spec.schema().schema()));
            }
        });
        reading.expressions().declare(types);
    }

    private MemorySpec scope(SourceNode.Mapping scope) {
        SourceNode initial = scope.get("initial");
        SourceNode merge = scope.get("merge");
        OnConflict onConflict = onConflict(scope.get("onConflict"));
        if (onConflict == OnConflict.MERGE && merge == null) {
            reading.problems()
                    .error(
                            scope,
                            "memory.merge",
                            "It does not say how conflicts are merged",
                            "Add 'merge', for example \"${ current + proposed }\".");
        } else if (onConflict != OnConflict.MERGE && merge != null) {
            reading.problems()
                    .error(
                            merge,
                            "memory.merge",
                            "'merge' is only for a scope whose conflicts are merged",
                            "Add 'onConflict: merge', or remove it.");
        }
        return new MemorySpec(
                reading.jsonSchema(scope.get("schema")),
                initial == null
                        ? null
                        : reading.expressions().template(initial, new ExpressionPlace("", Moment.BEFORE, Set.of())),
                onConflict,
                onConflict == OnConflict.MERGE && merge != null
                        ? reading.expressions()
                                .expression(
                                        merge,
                                        ResultType.ANY,
                                        new ExpressionPlace("", Moment.BEFORE, Set.of("base", "current", "proposed")))
                        : null);
    }

    private static OnConflict onConflict(@Nullable SourceNode node) {
        for (OnConflict one : OnConflict.values()) {
            if (node != null
                    && one.name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                            .equals(node.json().asText())) {
                return one;
            }
        }
        return OnConflict.REJECT;
    }

    /** What CEL can check of a value that matches the schema; all that it cannot is of any type. */
    private static CelType type(@Nullable JsonNode schema) {
        if (schema == null) {
            return SimpleType.DYN;
        }
        return switch (schema.path("type").asText()) {
            case "string" -> SimpleType.STRING;
            case "integer" -> SimpleType.INT;
            case "boolean" -> SimpleType.BOOL;
            case "array" ->
                ListType.create(schema.path("items").isObject() ? type(schema.get("items")) : SimpleType.DYN);
            case "object" -> MapType.create(SimpleType.STRING, SimpleType.DYN);
            default -> SimpleType.DYN;
        };
    }

    /** @param variables that the expressions of the step see */
    MemoryRights rights(SourceNode.Mapping step, String id, Set<String> variables) {
        Set<String> readable = new TreeSet<>();
        if (step.get("reads") instanceof SourceNode.Sequence names) {
            for (SourceNode name : names.items()) {
                if (isScope(name, name.json().asText())) {
                    readable.add(name.json().asText());
                }
            }
        }
        reads.put(id, readable);
        Map<String, Template> writes = new LinkedHashMap<>();
        if (step.get("writes") instanceof SourceNode.Mapping written) {
            Set<String> visible = new TreeSet<>(variables);
            visible.add("output");
            ExpressionPlace place = new ExpressionPlace(id, Moment.AFTER, visible);
            written.entries().forEach((name, entry) -> {
                Template value = reading.expressions().template(entry.value(), place);
                if (isScope(entry.value(), name)) {
                    writes.put(name, value);
                }
            });
        }
        return readable.isEmpty() && writes.isEmpty() ? MemoryRights.NONE : new MemoryRights(readable, writes);
    }

    private boolean isScope(SourceNode node, String name) {
        if (scopes.containsKey(name)) {
            return true;
        }
        reading.problems()
                .error(
                        node,
                        "memory.unknown-scope",
                        "The memory of the workflow has no scope '" + name + "'",
                        scopes.isEmpty()
                                ? "Declare it under spec.memory."
                                : Suggestions.hint(name, scopes.keySet(), "There are"));
        return false;
    }

    /** Checks what an expression refers to by {@code memory}. */
    void check(ExpressionUse use, References.Reference reference) {
        if (reference.fields().isEmpty()) {
            error(
                    use,
                    reference,
                    "memory.whole",
                    "An expression cannot see the memory as a whole",
                    "Name the scope: memory.NAME.");
            return;
        }
        String scope = reference.fields().getFirst().name();
        if (!scopes.containsKey(scope)) {
            error(
                    use,
                    reference,
                    "memory.unknown-scope",
                    "The memory of the workflow has no scope '" + scope + "'",
                    String.valueOf(Suggestions.hint(scope, scopes.keySet(), "There are")));
        } else if (!use.place().step().isEmpty()
                && !reads.getOrDefault(use.place().step(), Set.of()).contains(scope)) {
            error(
                    use,
                    reference,
                    "memory.no-right",
                    "Step '" + use.place().step() + "' may not read scope '" + scope + "'",
                    "Add '" + scope + "' to its 'reads'.");
        } else {
            checkShape(use, reference, scope);
        }
    }

    private void checkShape(ExpressionUse use, References.Reference reference, String scope) {
        MemorySpec spec = scopes.get(scope);
        JsonNode schema =
                spec == null || spec.schema() == null ? null : spec.schema().schema();
        String owner = VARIABLE + "." + scope;
        for (References.Field field :
                reference.fields().subList(1, reference.fields().size())) {
            if (schema == null || !InputShape.isClosed(schema)) {
                return;
            }
            Set<String> known = InputShape.properties(schema);
            if (!known.contains(field.name())) {
                error(
                        use,
                        reference,
                        "memory.unknown-field",
                        "The schema allows no '" + field.name() + "' in '" + owner + "'",
                        String.valueOf(Suggestions.hint(field.name(), known, "There are")));
                return;
            }
            schema = schema.path("properties").path(field.name());
            owner += "." + field.name();
        }
    }

    private void error(
            ExpressionUse use, References.Reference reference, String code, String message, @Nullable String hint) {
        reading.problems().error(use.site().at(reference.offset()), use.site().path(), code, message, hint);
    }
}

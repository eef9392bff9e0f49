package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.run.AgentRoute;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Rfc3339;
import dev.baton.actors.run.Step;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the keys of a step, or of an object inside it, for the pattern that reads it. The schema has been
 * checked before: where a value is missing or wrong, that is reported already, and what is returned here only lets
 * the reading go on.
 */
public final class StepReader {

    private final SourceNode.Mapping mapping;
    private final StepTree.Reading step;

    StepReader(SourceNode.Mapping mapping, StepTree.Reading step) {
        this.mapping = mapping;
        this.step = step;
    }

    /** Of the step, also when this reader is for an object inside it. */
    public String id() {
        return step.id();
    }

    public Step.StepSettings settings() {
        return new FailureReader(this)
                .settings(Step.StepSettings.DEFAULT)
                .with(step.tree().reading().memory().rights(mapping, step.id(), step.variables()));
    }

    /** Kinds of error, by their codes. */
    public Set<ErrorKind> kinds(String key) {
        Set<ErrorKind> kinds = EnumSet.noneOf(ErrorKind.class);
        List<String> codes = texts(key);
        for (ErrorKind kind : ErrorKind.values()) {
            if (codes.contains(kind.code())) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** A list of steps that are done only if something goes wrong. @param variable that its expressions see */
    Step handler(String key, String name, Outline.Role role, String variable) {
        SourceNode value = mapping.get(key);
        return step.handler(value == null ? missing(key) : value, name, role, variable);
    }

    public boolean has(String key) {
        SourceNode value = mapping.get(key);
        return value != null && !value.json().isNull();
    }

    public String text(String key) {
        return text(key, "");
    }

    public String text(String key, String otherwise) {
        String text = optionalText(key);
        return text == null ? otherwise : text;
    }

    public @Nullable String optionalText(String key) {
        JsonNode value = json(key);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    /** Empty if the key is missing; entries that are no texts are left out. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (mapping.get(key) instanceof SourceNode.Sequence sequence) {
            sequence.items().stream()
                    .filter(item -> item.json().isTextual())
                    .forEach(item -> texts.add(item.json().textValue()));
        }
        return texts;
    }

    /** The name of an agent; whether there is one is checked when all is read. */
    public String agent(String key) {
        SourceNode value = mapping.get(key);
        if (value != null && value.json().isTextual()) {
            step.tree().reading().agents().add(value);
        }
        return text(key);
    }

    public List<String> agents(String key) {
        if (mapping.get(key) instanceof SourceNode.Sequence sequence) {
            sequence.items().stream()
                    .filter(item -> item.json().isTextual())
                    .forEach(step.tree().reading().agents()::add);
        }
        return texts(key);
    }

    /** The name of a model inside the server; whether it is there is checked when all is read. */
    public void intentModel(String key) {
        SourceNode value = mapping.get(key);
        if (value != null) {
            step.tree().reading().intentModels().add(value);
        }
    }

    /** The name of a workflow; whether there is one, and what it takes, is checked when all is read. */
    public String workflow(String key, String versionKey, String inputKey) {
        SourceNode value = mapping.get(key);
        if (value != null && value.json().isTextual()) {
            step.tree()
                    .reading()
                    .workflows()
                    .add(new ChildWorkflows.Use(value, mapping.get(versionKey), mapping.get(inputKey)));
        }
        return text(key);
    }

    /** The id of another step, which must have had its turn before this one. */
    public String earlierStep(String key) {
        SourceNode value = mapping.get(key);
        String id = text(key);
        if (value != null && !id.isEmpty()) {
            References.Reference reference =
                    new References.Reference("steps", List.of(new References.Field(id, true)), 0);
            step.tree()
                    .reading()
                    .expressions()
                    .refer(new ExpressionUse(
                            new ExpressionSite(value, id), place(Moment.BEFORE, Set.of()), List.of(reference)));
        }
        return id;
    }

    /** A JSON Schema; null if there is none, or if it cannot be used. */
    public @Nullable SchemaCheck jsonSchema(String key) {
        return step.tree().reading().jsonSchema(mapping.get(key));
    }

    public int integer(String key, int otherwise) {
        JsonNode value = json(key);
        return value != null && value.canConvertToInt() && value.isIntegralNumber() ? value.intValue() : otherwise;
    }

    long whole(String key, long otherwise) {
        JsonNode value = json(key);
        return value != null && value.canConvertToLong() && value.isIntegralNumber() ? value.longValue() : otherwise;
    }

    public double number(String key, double otherwise) {
        JsonNode value = json(key);
        return value != null && value.isNumber() ? value.doubleValue() : otherwise;
    }

    public boolean flag(String key, boolean otherwise) {
        JsonNode value = json(key);
        return value == null ? otherwise : value.asBoolean(otherwise);
    }

    public Duration duration(String key, Duration otherwise) {
        Duration duration = optionalDuration(key);
        return duration == null ? otherwise : duration;
    }

    public @Nullable Duration optionalDuration(String key) {
        SourceNode value = mapping.get(key);
        return value == null
                ? null
                : Durations.read(value, step.tree().reading().problems());
    }

    /** A constant of {@code type}, written in lower case with '-' for '_'. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        String text = optionalText(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return constant;
            }
        }
        return otherwise;
    }

    /** Which agents may be asked. */
    public AgentRoute route() {
        return RouteReader.read(mapping.json());
    }

    /** An object inside; one without keys if there is none. */
    public StepReader object(String key) {
        return mapping.get(key) instanceof SourceNode.Mapping inner ? new StepReader(inner, step) : empty(key);
    }

    /** The objects of a list. */
    public List<StepReader> objects(String key) {
        List<StepReader> readers = new ArrayList<>();
        if (mapping.get(key) instanceof SourceNode.Sequence sequence) {
            for (SourceNode item : sequence.items()) {
                if (item instanceof SourceNode.Mapping inner) {
                    readers.add(new StepReader(inner, step));
                }
            }
        }
        return readers;
    }

    /** The objects inside an object, by name, in the order of the text. */
    public Map<String, StepReader> named(String key) {
        Map<String, StepReader> readers = new LinkedHashMap<>();
        if (mapping.get(key) instanceof SourceNode.Mapping inner) {
            inner.entries().forEach((name, entry) -> {
                if (entry.value() instanceof SourceNode.Mapping one) {
                    readers.put(name, new StepReader(one, step));
                }
            });
        }
        return readers;
    }

    public boolean isObject(String key) {
        return mapping.get(key) instanceof SourceNode.Mapping;
    }

    /**
     * One expression in <code>${ }</code>.
     *
     * @param variables that the step offers to it, besides those that are there everywhere
     */
    public Expression expression(String key, ResultType expected, Moment moment, String... variables) {
        SourceNode value = mapping.get(key);
        SourceNode node = value == null ? missing(key) : value;
        return step.tree().reading().expressions().expression(node, expected, place(moment, Set.of(variables)));
    }

    /** A time in RFC 3339, or one expression that results in one. */
    public Expression timestamp(String key) {
        SourceNode value = mapping.get(key);
        if (value == null
                || !value.json().isTextual()
                || TemplateText.mayHoldExpression(value.json().textValue())) {
            return expression(key, ResultType.TIMESTAMP, Moment.BEFORE);
        }
        try {
            Rfc3339.parse(value.json().textValue());
        } catch (DateTimeParseException refused) {
            error(
                    key,
                    "value.format",
                    "'" + value.json().textValue() + "' is not a valid time",
                    "For example: 2027-01-01T00:00:00Z, or an expression in ${ }.");
        }
        return new ConstantExpression(value.json());
    }

    /** Any value whose texts may hold expressions; null if the key is missing. */
    public @Nullable Template optionalTemplate(String key) {
        return mapping.get(key) == null ? null : template(key, Moment.BEFORE);
    }

    /** @param variables that the step offers to this value, besides those that are there everywhere */
    public Template template(String key, Moment moment, String... variables) {
        SourceNode value = mapping.get(key);
        SourceNode node = value == null ? missing(key) : value;
        return step.tree().reading().expressions().template(node, place(moment, Set.of(variables)));
    }

    /**
     * A list of steps: the one step itself, or else a sequence.
     *
     * @param name of the list, unique in the step
     * @param variables that the step offers to the expressions of these steps
     */
    public Step steps(String key, String name, String... variables) {
        SourceNode value = mapping.get(key);
        return step.steps(value == null ? missing(key) : value, name, Set.of(variables));
    }

    /** Whether a step around this one offers such a variable. */
    public boolean seesVariable(String name) {
        return step.variables().contains(name);
    }

    /** Lists of steps by name, in the order of the text. */
    public Map<String, Step> branches(String key) {
        Map<String, Step> branches = new LinkedHashMap<>();
        if (mapping.get(key) instanceof SourceNode.Mapping inner) {
            inner.entries().forEach((name, entry) -> branches.put(name, step.steps(entry.value(), name, Set.of())));
        }
        return branches;
    }

    /** The steps of a list, each by itself. */
    public List<Step> sequence(String key) {
        SourceNode value = mapping.get(key);
        return value == null ? List.of() : step.sequence(value, key, Set.of());
    }

    /**
     * Says on which lists the expressions of another can count.
     *
     * @param name of a list that has been read
     * @param others that have ended whenever that list begins
     */
    public void after(String name, Set<String> others) {
        step.after(name, others);
    }

    /** A text in a list that names nothing that there is. @param known what could be named */
    public void unknown(String key, String given, String code, String message, Set<String> known) {
        step.tree()
                .reading()
                .problems()
                .error(item(key, given), code, message, Suggestions.hint(given, known, "There are"));
    }

    /** @param given text in a list that is wrong there; if it is there twice, the second is meant */
    public void errorAt(String key, String given, String code, String message, @Nullable String hint) {
        step.tree().reading().problems().error(item(key, given), code, message, hint);
    }

    private SourceNode item(String key, String given) {
        if (mapping.get(key) instanceof SourceNode.Sequence sequence) {
            for (SourceNode item : sequence.items().reversed()) {
                if (given.equals(item.json().textValue())) {
                    return item;
                }
            }
        }
        return at(key);
    }

    /** @param key whose value is wrong; empty for the whole object */
    public void error(String key, String code, String message, @Nullable String hint) {
        step.tree().reading().problems().error(at(key), code, message, hint);
    }

    /** @param key whose value is doubtful; empty for the whole object */
    public void warning(String key, String code, String message, @Nullable String hint) {
        step.tree().reading().problems().warning(at(key), code, message, hint);
    }

    private SourceNode at(String key) {
        SourceNode value = mapping.get(key);
        return value == null ? mapping : value;
    }

    private @Nullable JsonNode json(String key) {
        SourceNode value = mapping.get(key);
        return value == null || value.json().isNull() ? null : value.json();
    }

    private ExpressionPlace place(Moment moment, Set<String> variables) {
        Set<String> visible = new HashSet<>(step.variables());
        visible.addAll(variables);
        return new ExpressionPlace(step.id(), moment, visible);
    }

    private SourceNode missing(String key) {
        SourceNode.Scalar nothing = new SourceNode.Scalar(
                mapping.path().child(key), mapping.position(), JsonNodeFactory.instance.nullNode(), null);
        step.tree().reading().problems().alreadyReported(nothing);
        return nothing;
    }

    private StepReader empty(String key) {
        return new StepReader(
                new SourceNode.Mapping(
                        mapping.path().child(key), mapping.position(), JsonNodeFactory.instance.objectNode(), Map.of()),
                step);
    }
}

package dev.baton.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.run.Rfc3339;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, each read once under its rule. Wrong ones are collected, so that the sender learns of all
 * at once; what a wrong field reads as is never used, because {@link #refusal()} comes first.
 */
public final class Fields {

    /** Labels of one run. */
    public static final int LABELS_MAX = 32;

    private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final int LABEL_VALUE_CHARS_MAX = 256;

    private final JsonNode object;
    private final List<Fault> faults = new ArrayList<>(0);
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(JsonNode object) {
        this.object = object;
    }

    public static Fields of(JsonNode json) {
        if (json.isObject()) {
            return new Fields(json);
        }
        Fields none = new Fields(JsonNodeFactory.instance.objectNode());
        none.faults.add(Fault.at("", "wrong-type", "must be an object, not " + kind(json)));
        return none;
    }

    /** Why the object is refused; ask after everything has been read, since what was not asked for is unknown. */
    public Optional<Refusal> refusal() {
        if (object.size() > 0) {
            Iterator<String> names = object.fieldNames();
            while (names.hasNext()) {
                String name = names.next();
                if (!known.contains(name)) {
                    faults.add(Fault.at(
                            "/" + Pointers.escape(name),
                            "unknown-field",
                            "is not a field of this request",
                            known.isEmpty() ? "There are none." : "Known are " + String.join(", ", known) + "."));
                }
            }
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(ErrorCode.INVALID_FIELD, summary(faults), faults));
    }

    static String summary(List<Fault> faults) {
        Fault first = faults.get(0);
        String where = first.pointer().isEmpty() ? "The body" : first.pointer();
        String rest = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
        return where + " " + first.message() + rest + ".";
    }

    /** Empty, and a fault, if it is not there. */
    public String requiredText(String name, int charsMax) {
        String value = text(name, charsMax);
        if (value == null && !object.hasNonNull(name)) {
            fault(name, "missing-field", "is required");
        } else if (value != null && value.isEmpty()) {
            fault(name, "out-of-range", "must not be empty");
        }
        return value == null ? "" : value;
    }

    public @Nullable String text(String name, int charsMax) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            wrongType(name, "a string", value);
            return null;
        }
        if (value.textValue().length() > charsMax) {
            fault(name, "out-of-range", "must have at most " + charsMax + " characters");
        }
        return value.textValue();
    }

    /** @param rule says what the pattern means, after "must" */
    public @Nullable String text(String name, Pattern pattern, String rule) {
        String value = text(name, Integer.MAX_VALUE);
        if (value != null && !pattern.matcher(value).matches()) {
            fault(name, "out-of-range", "must " + rule);
        }
        return value;
    }

    public @Nullable Integer integer(String name, int min, int max) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            wrongType(name, "a whole number", value);
            return null;
        }
        if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            fault(name, "out-of-range", "must be in " + min + ".." + max);
            return null;
        }
        return value.intValue();
    }

    public @Nullable Double number(String name, double min, double max) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            wrongType(name, "a number", value);
            return null;
        }
        if (value.doubleValue() < min || value.doubleValue() > max) {
            fault(name, "out-of-range", "must be in " + min + ".." + max);
        }
        return value.doubleValue();
    }

    /** A whole number that is not negative; zero if it is not there. */
    public long count(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber()) {
            wrongType(name, "a whole number", value);
        } else if (!value.canConvertToLong() || value.longValue() < 0) {
            fault(name, "out-of-range", "must not be negative, or beyond 64 bits");
        }
        return value.longValue();
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            wrongType(name, "true or false", value);
        }
        return value == null ? null : value.booleanValue();
    }

    public @Nullable Instant instant(String name) {
        String text = text(name, 64);
        if (text == null) {
            return null;
        }
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeParseException e) {
            fault(name, "out-of-range", "must be an RFC 3339 time such as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    /** Any JSON; null only if the field is not there. */
    public @Nullable JsonNode json(String name) {
        known.add(name);
        return object.get(name);
    }

    /** A list of texts out of {@code allowed}; empty if it is not there. */
    public Set<String> choices(String name, Set<String> allowed) {
        JsonNode value = take(name);
        Set<String> chosen = new LinkedHashSet<>();
        if (value != null && !value.isArray()) {
            wrongType(name, "an array of strings", value);
        } else if (value != null) {
            for (JsonNode one : value) {
                if (!one.isTextual() || !allowed.contains(one.textValue())) {
                    fault(name, "out-of-range", "must hold only " + String.join(", ", allowed));
                    return chosen;
                }
                chosen.add(one.textValue());
            }
        }
        return chosen;
    }

    public @Nullable Fields object(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            wrongType(name, "an object", value);
            return null;
        }
        return new Fields(value);
    }

    /** Takes over what is wrong inside the object at {@code name}. */
    public void include(String name, Fields inner) {
        inner.refusal()
                .ifPresent(refusal -> refusal.faults()
                        .forEach(fault -> faults.add(new Fault(
                                fault.code(),
                                "/" + name + fault.pointer(),
                                fault.message(),
                                fault.hint(),
                                0,
                                0,
                                false))));
    }

    public Map<String, String> labels(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            wrongType(name, "an object of strings", value);
            return Map.of();
        }
        if (value.size() > LABELS_MAX) {
            fault(name, "out-of-range", "must have at most " + LABELS_MAX + " labels");
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : value.properties()) {
            checkLabel(name, label.getKey(), label.getValue());
            labels.put(label.getKey(), label.getValue().asText());
        }
        return labels;
    }

    private void checkLabel(String name, String key, JsonNode value) {
        String pointer = name + "/" + Pointers.escape(key);
        if (!LABEL_KEY.matcher(key).matches()) {
            fault(
                    pointer,
                    "out-of-range",
                    "must have a name of 1 to 63 letters, digits, '.', '_', '/' and '-', the first a letter or digit");
        } else if (!value.isTextual()) {
            wrongType(pointer, "a string", value);
        } else if (value.textValue().length() > LABEL_VALUE_CHARS_MAX
                || value.textValue().chars().anyMatch(Character::isISOControl)) {
            fault(
                    pointer,
                    "out-of-range",
                    "must have at most " + LABEL_VALUE_CHARS_MAX + " characters, none a control");
        }
    }

    public void fault(String name, String code, String message) {
        faults.add(Fault.at("/" + name, code, message));
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private void wrongType(String name, String wanted, JsonNode value) {
        fault(name, "wrong-type", "must be " + wanted + ", not " + kind(value));
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            case STRING -> "a string";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "something else";
        };
    }
}

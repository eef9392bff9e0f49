package dev.baton.examples.kit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value; what a caller expects but does not find is refused as {@link InvalidInput}. */
public sealed interface Json {

    /** Text between quotes. */
    record TextValue(String text) implements Json {}

    /** A number of any size. */
    record NumberValue(BigDecimal number) implements Json {}

    /** True or false. */
    record BooleanValue(boolean truth) implements Json {}

    /** Elements in order. */
    record ArrayValue(List<Json> elements) implements Json {
        public ArrayValue {
            elements = List.copyOf(elements);
        }
    }

    /** Named fields, in the order in which they were written. */
    record ObjectValue(Map<String, Json> fields) implements Json {

        public ObjectValue {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** This object with one more field, or another value for it. */
        public ObjectValue with(String name, Json value) {
            Map<String, Json> extended = new LinkedHashMap<>(fields);
            extended.put(name, value);
            return new ObjectValue(extended);
        }

        public ObjectValue with(String name, String value) {
            return with(name, new TextValue(value));
        }

        public ObjectValue with(String name, long value) {
            return with(name, new NumberValue(BigDecimal.valueOf(value)));
        }

        public ObjectValue with(String name, BigDecimal value) {
            return with(name, new NumberValue(value));
        }

        public ObjectValue with(String name, boolean value) {
            return with(name, new BooleanValue(value));
        }

        public ObjectValue with(String name, List<? extends Json> elements) {
            return with(name, new ArrayValue(List.copyOf(elements)));
        }

        /** The field, unless it is absent or null. */
        public Optional<Json> optional(String name) {
            return Optional.ofNullable(fields.get(name)).filter(value -> value != NullValue.NULL);
        }

        public String text(String name) {
            if (require(name) instanceof TextValue value) {
                return value.text();
            }
            throw refused(name, "must be a string");
        }

        public int integer(String name) {
            if (require(name) instanceof NumberValue value) {
                try {
                    return value.number().intValueExact();
                } catch (ArithmeticException notAnInteger) {
                    // answered like any other kind of value
                }
            }
            throw refused(name, "must be an integer");
        }

        public BigDecimal decimal(String name) {
            if (require(name) instanceof NumberValue value) {
                return value.number();
            }
            throw refused(name, "must be a number");
        }

        public boolean truth(String name) {
            if (require(name) instanceof BooleanValue value) {
                return value.truth();
            }
            throw refused(name, "must be a boolean");
        }

        public ObjectValue object(String name) {
            if (require(name) instanceof ObjectValue value) {
                return value;
            }
            throw refused(name, "must be an object");
        }

        /** The elements of the array of this name, each of which must be an object. */
        public List<ObjectValue> objects(String name) {
            if (!(require(name) instanceof ArrayValue array)) {
                throw refused(name, "must be an array");
            }
            List<ObjectValue> objects = new ArrayList<>();
            for (Json element : array.elements()) {
                if (!(element instanceof ObjectValue object)) {
                    throw refused(name, "must hold objects only");
                }
                objects.add(object);
            }
            return objects;
        }

        /** The elements of the array of this name, each of which must be a string. */
        public List<String> texts(String name) {
            if (!(require(name) instanceof ArrayValue array)) {
                throw refused(name, "must be an array");
            }
            List<String> texts = new ArrayList<>();
            for (Json element : array.elements()) {
                if (!(element instanceof TextValue text)) {
                    throw refused(name, "must hold strings only");
                }
                texts.add(text.text());
            }
            return texts;
        }

        private Json require(String name) {
            return optional(name).orElseThrow(() -> refused(name, "is missing"));
        }

        private static InvalidInput refused(String name, String problem) {
            return new InvalidInput("\"" + name + "\" " + problem);
        }
    }

    /** The absence of a value. */
    enum NullValue implements Json {
        NULL
    }

    static ObjectValue object() {
        return new ObjectValue(Map.of());
    }

    static Json of(String text) {
        return new TextValue(text);
    }

    static Json of(List<String> texts) {
        return new ArrayValue(texts.stream().map(Json::of).toList());
    }

    /**
     * Reads one JSON value.
     *
     * @throws InvalidInput if the text is not exactly one JSON value
     */
    static Json read(String text) {
        return new JsonReader(text).readDocument();
    }

    /** This value as compact JSON. */
    default String write() {
        StringBuilder out = new StringBuilder();
        JsonWriter.write(this, out);
        return out.toString();
    }
}

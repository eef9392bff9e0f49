package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Gives a scalar its JSON value by the core schema of YAML 1.2. Numbers end up as canonical JSON (RFC 8785) will write
 * them, so that a definition read from its canonical form is the same definition: {@code 1.0} is {@code 1}.
 */
final class ScalarValue {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ScalarResolver CORE = new CoreSchema().getScalarResolver();

    /** Beyond it a JSON number, an IEEE 754 double, is not exact. */
    private static final BigInteger INTEGER_MAX = BigInteger.TWO.pow(53);

    private ScalarValue() {}

    static SourceNode read(
            ScalarEvent scalar, SourceExtent extent, SourcePath path, Position position, Problems problems) {
        Tag tag = tag(scalar);
        JsonNode json = switch (tag.getValue()) {
            case Tag.PREFIX + "str" -> JSON.textNode(scalar.getValue());
            case Tag.PREFIX + "null" -> JSON.nullNode();
            case Tag.PREFIX + "bool" -> JSON.booleanNode(scalar.getValue().equalsIgnoreCase("true"));
            case Tag.PREFIX + "int", Tag.PREFIX + "float" -> number(scalar.getValue(), path, position, problems);
            default -> unknownTag(scalar, tag, path, position, problems);
        };
        return new SourceNode.Scalar(path, position, json, extent);
    }

    static SourceNode text(ScalarEvent scalar, SourceExtent extent, SourcePath path, Position position) {
        return new SourceNode.Scalar(path, position, JSON.textNode(scalar.getValue()), extent);
    }

    private static Tag tag(ScalarEvent scalar) {
        if (scalar.getTag().isPresent() && !scalar.getTag().get().equals("!")) {
            return new Tag(scalar.getTag().get());
        }
        return scalar.getTag().isEmpty() && scalar.isPlain() ? CORE.resolve(scalar.getValue(), true) : Tag.STR;
    }

    private static JsonNode number(String text, SourcePath path, Position position, Problems problems) {
        try {
            boolean spelledOut = text.startsWith("0x") || text.startsWith("0o") || text.matches("[-+]?[0-9]+");
            return canonical(decimal(text), spelledOut, path, position, problems);
        } catch (NumberFormatException mistake) {
            problems.error(
                    position,
                    path,
                    "yaml.number",
                    "'" + text + "' is not a number that JSON can hold",
                    "Put it in quotes if it is meant as a text.");
            return JSON.numberNode(0);
        }
    }

    private static BigDecimal decimal(String text) {
        if (text.length() > 400) {
            throw new NumberFormatException("too long");
        }
        if (text.startsWith("0x")) {
            return new BigDecimal(new BigInteger(text.substring(2), 16));
        }
        if (text.startsWith("0o")) {
            return new BigDecimal(new BigInteger(text.substring(2), 8));
        }
        BigDecimal decimal = new BigDecimal(text);
        if (decimal.signum() != 0 && Math.abs((long) decimal.precision() - decimal.scale()) > 400) {
            throw new NumberFormatException("out of range");
        }
        return decimal;
    }

    /** @param spelledOut all digits are written, so they must all be meant */
    private static JsonNode canonical(
            BigDecimal decimal, boolean spelledOut, SourcePath path, Position position, Problems problems) {
        double nearest = decimal.doubleValue();
        if (Double.isInfinite(nearest)) {
            throw new NumberFormatException("out of range");
        }
        boolean integral = decimal.stripTrailingZeros().scale() <= 0;
        if (!integral) {
            return JSON.numberNode(nearest);
        }
        if (decimal.abs().compareTo(new BigDecimal(INTEGER_MAX)) <= 0) {
            return JsonValues.integer(decimal.longValueExact());
        }
        if (spelledOut && new BigDecimal(nearest).compareTo(decimal) != 0) {
            problems.error(
                    position,
                    path,
                    "yaml.number",
                    "The number " + decimal.toPlainString() + " is too large to be exact in JSON",
                    "Put it in quotes: a text keeps every digit.");
        }
        return JSON.numberNode(nearest);
    }

    private static JsonNode unknownTag(
            ScalarEvent scalar, Tag tag, SourcePath path, Position position, Problems problems) {
        problems.error(
                position,
                path,
                "yaml.tag",
                "The tag '" + tag.getValue() + "' means nothing here",
                "Remove the tag, or put the text in quotes if it starts with '!'.");
        return JSON.textNode(scalar.getValue());
    }
}

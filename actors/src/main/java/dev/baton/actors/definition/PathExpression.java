package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An expression that only selects, such as {@code steps.extract.output.clauses[0]}: most expressions are of this kind,
 * and they need no CEL to be evaluated. It means exactly what CEL would make of it.
 */
final class PathExpression implements Expression {

    private static final Pattern SEGMENT = Pattern.compile(
            "\\.([A-Za-z_][A-Za-z0-9_]*)|\\[\\s*(?:'([^'\\\\\\n]*)'|\"([^\"\\\\\\n]*)\"|(\\d{1,9}))\\s*]");
    private static final Pattern ROOT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** CEL does not take these as names of fields. */
    private static final Set<String> NOT_FIELDS = Set.of("true", "false", "null", "in");

    /** A field or an index. */
    private sealed interface Segment {

        record Field(String name) implements Segment {}

        record Index(int index) implements Segment {}
    }

    private final String source;
    private final String root;
    private final List<Segment> segments;
    private final ResultType expected;

    private PathExpression(String source, String root, List<Segment> segments, ResultType expected) {
        this.source = source;
        this.root = root;
        this.segments = List.copyOf(segments);
        this.expected = expected;
    }

    /** Null if the expression does more than select. */
    static @Nullable PathExpression parse(String source, ResultType expected, Set<String> variables) {
        Matcher rootMatcher = ROOT.matcher(source);
        if (!rootMatcher.lookingAt() || !variables.contains(rootMatcher.group())) {
            return null;
        }
        List<Segment> segments = new ArrayList<>();
        Matcher matcher = SEGMENT.matcher(source);
        int at = rootMatcher.end();
        while (at < source.length()) {
            matcher.region(at, source.length());
            if (!matcher.lookingAt()) {
                return null;
            }
            Segment segment = segment(matcher);
            if (segment == null) {
                return null;
            }
            segments.add(segment);
            at = matcher.end();
        }
        boolean nodeNeeded = rootMatcher.group().equals("steps");
        if (nodeNeeded && !(!segments.isEmpty() && segments.getFirst() instanceof Segment.Field)) {
            return null;
        }
        return new PathExpression(source, rootMatcher.group(), segments, expected);
    }

    private static @Nullable Segment segment(Matcher matcher) {
        if (matcher.group(4) != null) {
            return new Segment.Index(Integer.parseInt(matcher.group(4)));
        }
        if (matcher.group(1) != null) {
            return NOT_FIELDS.contains(matcher.group(1)) ? null : new Segment.Field(matcher.group(1));
        }
        return new Segment.Field(Objects.requireNonNullElse(matcher.group(2), Objects.toString(matcher.group(3), "")));
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Evaluation evaluate(Scope scope) {
        int next = 0;
        JsonNode value;
        if (root.equals("steps")) {
            String step = ((Segment.Field) segments.getFirst()).name();
            boolean output = segments.size() > 1
                    && segments.get(1) instanceof Segment.Field(String name)
                    && name.equals("output");
            value = output ? scope.stepOutput(step) : null;
            next = value == null ? 1 : 2;
            if (value == null) {
                value = scope.step(step);
            }
            if (value == null) {
                return new Evaluation.Failed(source + ": step '" + step + "' has not ended");
            }
        } else if (root.equals("memory") && !segments.isEmpty() && segments.getFirst() instanceof Segment.Field field) {
            value = scope.variable(root + "." + field.name());
            next = 1;
            if (value == null) {
                return new Evaluation.Failed(source + ": there is no '" + field.name() + "' in the memory");
            }
        } else {
            value = rootValue(scope);
            if (value == null) {
                return new Evaluation.Failed(source + ": there is no '" + root + "' here");
            }
        }
        return select(value, next);
    }

    private @Nullable JsonNode rootValue(Scope scope) {
        return switch (root) {
            case "input" -> scope.input();
            case "run" -> scope.run();
            default -> scope.variable(root);
        };
    }

    private Evaluation select(JsonNode from, int first) {
        JsonNode value = from;
        for (int index = first; index < segments.size(); index++) {
            JsonNode next = switch (segments.get(index)) {
                case Segment.Field(String name) -> value.isObject() ? value.get(name) : null;
                case Segment.Index(int position) -> value.isArray() ? value.get(position) : null;
            };
            if (next == null) {
                return new Evaluation.Failed(missing(value, index));
            }
            value = next;
        }
        return expected.checked(value, source);
    }

    private String missing(JsonNode value, int index) {
        String where = segments.size() == 1 ? root : "'" + spelled(index) + "'";
        return switch (segments.get(index)) {
            case Segment.Field(String name)
            when value.isObject() -> source + ": there is no '" + name + "' in " + where;
            case Segment.Field(String name) ->
                source + ": " + where + " is " + ResultType.describe(value) + ", it has no '" + name + "'";
            case Segment.Index(int position)
            when value.isArray() ->
                source + ": " + where + " has " + value.size() + " items, there is no [" + position + "]";
            case Segment.Index(int position) ->
                source + ": " + where + " is " + ResultType.describe(value) + ", it has no [" + position + "]";
        };
    }

    private String spelled(int count) {
        StringBuilder path = new StringBuilder(root);
        for (Segment segment : segments.subList(0, count)) {
            switch (segment) {
                case Segment.Field(String name) -> path.append('.').append(name);
                case Segment.Index(int index) -> path.append('[').append(index).append(']');
            }
        }
        return path.toString();
    }

    @Override
    public String toString() {
        return source;
    }
}

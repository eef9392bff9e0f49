package dev.baton.actors.definition;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads ISO 8601 durations. */
final class Durations {

    static final Duration DURATION_MAX = Duration.ofDays(3_660);

    private Durations() {}

    /** Null if it is none; then {@code problems} says why, unless the schema has said so before. */
    static @Nullable Duration read(SourceNode node, Problems problems) {
        if (!node.json().isTextual()) {
            return null;
        }
        String text = node.json().textValue();
        Duration duration = null;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException refused) {
            if (!problems.hasErrorAt(node)) {
                problems.error(
                        node,
                        "value.format",
                        "'" + text + "' is not a valid ISO 8601 duration",
                        "For example: PT30S, PT15M, PT2H or P3D.");
            }
        }
        if (duration != null && (duration.isZero() || duration.isNegative() || duration.compareTo(DURATION_MAX) > 0)) {
            problems.error(
                    node,
                    "value.range",
                    "The duration must be longer than nothing and at most " + DURATION_MAX.toDays() + " days",
                    "For example: PT30S, PT15M, PT2H or P3D.");
            return null;
        }
        return duration;
    }
}

package dev.baton.http.exchange;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the API takes them. */
final class Times {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Times() {}

    /** ISO 8601 ({@code PT30S}), or a number and a unit ({@code 30s}, {@code 500ms}, {@code 2m}, {@code 1h}). */
    static Duration duration(String text) {
        Matcher simple = SHORT.matcher(text);
        if (!simple.matches()) {
            return Duration.parse(text);
        }
        long count = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}

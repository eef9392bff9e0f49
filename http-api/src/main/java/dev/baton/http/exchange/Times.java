package dev.baton.http.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as the API takes them. */
final class Times {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** What every store can keep. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Times() {}

    /** RFC 3339. */
    static Instant instant(String text) {
        Instant instant = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .toInstant();
        if (!storable(instant)) {
            throw new DateTimeParseException("outside of the years 1 to 9999", text, 0);
        }
        return instant;
    }

    static boolean storable(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }

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

package dev.baton.actors.connector;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The Retry-After header: seconds, or an HTTP date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    /** Longer is not believed. */
    public static final Duration MAX = Duration.ofDays(1);

    private static final int SECONDS_DIGITS_MAX = 9;

    private RetryAfter() {}

    /** Null if the header is missing, makes no sense, or is over. */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        Duration pause = isSeconds(text) ? Duration.ofSeconds(Long.parseLong(text)) : untilDate(text, now);
        if (pause == null || pause.isNegative() || pause.isZero()) {
            return null;
        }
        return pause.compareTo(MAX) > 0 ? MAX : pause;
    }

    private static boolean isSeconds(String text) {
        return !text.isEmpty()
                && text.length() <= SECONDS_DIGITS_MAX
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static @Nullable Duration untilDate(String text, Instant now) {
        try {
            return Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return null;
        }
    }
}

package dev.baton.actors.run;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times as people and programs write them, in the years that every store can keep. */
public final class Rfc3339 {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Rfc3339() {}

    /** @throws DateTimeParseException if the text is no time, or one that cannot be stored */
    public static Instant parse(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        if (!storable(instant)) {
            throw new DateTimeParseException("outside of the years 1 to 9999", text, 0);
        }
        return instant;
    }

    public static boolean storable(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }
}

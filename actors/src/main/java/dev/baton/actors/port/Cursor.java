package dev.baton.actors.port;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a page ended: the time and id of its last row. Lists are ordered by both, newest first, so that a page never
 * shows a row twice or skips one, whatever is added meanwhile.
 *
 * @param at in whole microseconds, which is what the store keeps
 */
public record Cursor(Instant at, String id) {

    /** A longer text is no cursor of ours. */
    public static final int TEXT_CHARS_MAX = 1_000;

    public Cursor {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Opaque, safe in a URL. */
    public String encode() {
        String text = ChronoUnit.MICROS.between(Instant.EPOCH, at) + ":" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if the text was not made by {@link #encode()}. */
    public static Optional<Cursor> decode(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon < 1) {
                return Optional.empty();
            }
            long micros = Long.parseLong(plain.substring(0, colon));
            return Optional.of(new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), plain.substring(colon + 1)));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}

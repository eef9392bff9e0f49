package dev.baton.actors.bulk;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a preview gives, and the operation must be asked with: how many runs were counted, when, and for which request. It
 * is no secret and proves nothing to anybody; it keeps a slip from reaching runs that nobody has looked at.
 *
 * @param digest the beginning of that of the request
 */
public record Confirmation(int count, Instant at, String digest) {

    private static final int DIGEST_CHARS = 12;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})\\.([0-9a-z]{1,11})\\.([0-9a-f]{12})");
    private static final int RADIX = 36;

    /** @param digest hexadecimal, of the request */
    public static Confirmation of(int count, Instant at, String digest) {
        return new Confirmation(count, Instant.ofEpochMilli(at.toEpochMilli()), digest.substring(0, DIGEST_CHARS));
    }

    /** The count stands first, so that whoever copies it sees it. */
    public String text() {
        return count + "." + Long.toString(at.toEpochMilli(), RADIX) + "." + digest;
    }

    public static Optional<Confirmation> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Confirmation(
                        Integer.parseInt(matcher.group(1)),
                        Instant.ofEpochMilli(Long.parseLong(matcher.group(2), RADIX)),
                        matcher.group(3)))
                : Optional.empty();
    }

    public boolean isOf(String requestDigest) {
        return requestDigest.startsWith(digest);
    }
}

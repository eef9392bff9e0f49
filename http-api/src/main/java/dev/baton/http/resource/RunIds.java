package dev.baton.http.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Pattern;

/** Ids of runs: chosen by the client, derived from its idempotency key, or made up. */
final class RunIds {

    static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    static final String RULE = "have 1 to 128 letters, digits, '.', '_' or '-'";

    /** Crockford's digits: sorted as their characters are, no two alike to the eye. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;
    private static final int DERIVED_DIGITS = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RunIds() {}

    /** Sorts by time, as ULIDs do. */
    static String random(Instant now) {
        char[] id = new char[TIME_DIGITS + RANDOM_DIGITS];
        long time = now.toEpochMilli();
        for (int i = TIME_DIGITS - 1; i >= 0; i--) {
            id[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        byte[] random = new byte[RANDOM_DIGITS];
        RANDOM.nextBytes(random);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id[TIME_DIGITS + i] = DIGITS[random[i] & 31];
        }
        return new String(id);
    }

    /** The same key of the same tenant always names the same run. */
    static String derived(String tenant, String idempotencyKey) {
        byte[] hash = sha256(tenant + "\n" + idempotencyKey);
        StringBuilder id = new StringBuilder(DERIVED_DIGITS + 2).append("k-");
        for (int i = 0; i < DERIVED_DIGITS; i++) {
            id.append(DIGITS[hash[i] & 31]);
        }
        return id.toString();
    }

    static boolean isOne(String text) {
        return PATTERN.matcher(text).matches();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.baton.http.resource;

import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of runs: chosen by the client, derived from its idempotency key, or made up. */
public final class RunIds {

    static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    static final String RULE = "have 1 to 128 letters, digits, '.', '_' or '-'";

    /** Crockford's digits: sorted as their characters are, no two alike to the eye. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;
    private static final int DERIVED_DIGITS = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int IDEMPOTENCY_KEY_CHARS_MAX = 256;

    private RunIds() {}

    /** Why this cannot be an Idempotency-Key. */
    public static Optional<Refusal> badKey(@Nullable String key) {
        return key == null || (!key.isEmpty() && key.length() <= IDEMPOTENCY_KEY_CHARS_MAX)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.INVALID_HEADER,
                        "Idempotency-Key must have 1 to " + IDEMPOTENCY_KEY_CHARS_MAX + " characters."));
    }

    /** The id of a new run: the one that the client has chosen, else that of its key, else any. */
    public static String given(String tenant, @Nullable String id, @Nullable String key, Instant now) {
        if (id != null) {
            return id;
        }
        return key == null ? random(now) : derived(tenant, key);
    }

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

    /** The i-th id of the same key; the first is the usual one. */
    static String derived(String tenant, String idempotencyKey, int i) {
        return derived(tenant, i == 0 ? idempotencyKey : idempotencyKey + "\n" + i);
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

    public static boolean isOne(String text) {
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

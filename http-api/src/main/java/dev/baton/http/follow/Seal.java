package dev.baton.http.follow;

import dev.baton.actors.port.SettingStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that clients keep for us: readable to them, but what comes back is what was given out, in time and to the same
 * purpose. So no node has to remember a client, and any node can go on with it.
 */
public final class Seal {

    /** Where the secret is in the {@link SettingStore}. */
    static final String SETTING = "client-state-secret";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;
    private static final int PROOF_BYTES = 16;
    private static final int EXPIRY_BYTES = Long.BYTES;
    private static final int TOKEN_CHARS_MAX = 65_536;

    private final ThreadLocal<Mac> macs;
    private final InstantSource clock;

    public static CompletionStage<Seal> load(SettingStore settings, InstantSource clock) {
        return settings.getOrCreate(SETTING, Seal::newSecret)
                .thenApply(secret -> new Seal(Base64.getDecoder().decode(secret), clock));
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private Seal(byte[] secret, InstantSource clock) {
        SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(key));
        this.clock = clock;
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** @param purpose what the text is for, and for whom: a seal of another purpose does not open it */
    public String close(String purpose, String text, Duration validFor) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] token = ByteBuffer.allocate(EXPIRY_BYTES + content.length + PROOF_BYTES)
                .putLong(clock.instant().plus(validFor).toEpochMilli())
                .put(content)
                .array();
        int end = token.length - PROOF_BYTES;
        System.arraycopy(proof(purpose, token, end), 0, token, end, PROOF_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Empty if it was not given out for this purpose, was changed, or has expired. */
    public Optional<String> open(String purpose, String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int end = bytes.length - PROOF_BYTES;
        if (end < EXPIRY_BYTES) {
            return Optional.empty();
        }
        byte[] claimed = Arrays.copyOfRange(bytes, end, bytes.length);
        boolean genuine = MessageDigest.isEqual(claimed, proof(purpose, bytes, end));
        Instant expiry = Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
        return genuine && clock.instant().isBefore(expiry)
                ? Optional.of(new String(bytes, EXPIRY_BYTES, end - EXPIRY_BYTES, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private byte[] proof(String purpose, byte[] bytes, int end) {
        Mac mac = macs.get();
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
        mac.update(name);
        mac.update(bytes, 0, end);
        return Arrays.copyOf(mac.doFinal(), PROOF_BYTES);
    }
}

package dev.baton.actors.connector;

import dev.baton.actors.port.SettingStore;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The URLs by which agents answer later. A token names its attempt and proves, by a keyed hash, that Baton handed it
 * out: nothing has to be stored per call, and any node can check it.
 */
public final class Callbacks {

    /** Where the secret is in the {@link SettingStore}. */
    public static final String SETTING = "callback-secret";

    /** Path of the API under which tokens are taken. */
    public static final String PATH = "/v1/callbacks/";

    /** Behind a token. */
    public static final String NUDGE = ":nudge";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    /** Half of the hash: 128 bits cannot be guessed, and a URL stays short (RFC 2104, section 5). */
    private static final int PROOF_BYTES = 16;

    private static final int TOKEN_CHARS_MAX = 1_000;

    /** Whose attempt a token is for. */
    public record Subject(String tenant, String attempt) {}

    private final ThreadLocal<Mac> macs;
    private final Supplier<String> publicUrl;

    /** @param publicUrl how agents reach this installation, without a slash at the end; asked for at each call */
    public static CompletionStage<Callbacks> load(SettingStore settings, Supplier<String> publicUrl) {
        return settings.getOrCreate(SETTING, Callbacks::newSecret)
                .thenApply(secret -> new Callbacks(Base64.getDecoder().decode(secret), publicUrl));
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    Callbacks(byte[] secret, Supplier<String> publicUrl) {
        SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(key));
        this.publicUrl = publicUrl;
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

    public String url(String tenant, String attempt) {
        return publicUrl.get() + PATH + tokenFor(tenant, attempt);
    }

    /** Where it can be said that something has happened, without saying what. */
    public String nudgeUrl(String tenant, String attempt) {
        return url(tenant, attempt) + NUDGE;
    }

    public String tokenFor(String tenant, String attempt) {
        byte[] subject = (tenant + "/" + attempt).getBytes(StandardCharsets.UTF_8);
        byte[] token = Arrays.copyOf(subject, subject.length + PROOF_BYTES);
        System.arraycopy(proof(subject), 0, token, subject.length, PROOF_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private byte[] proof(byte[] subject) {
        return macs.get().doFinal(subject);
    }

    /** Empty if Baton did not hand this token out. Takes the same time however much of it is right. */
    public Optional<Subject> verify(String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= PROOF_BYTES) {
            return Optional.empty();
        }
        byte[] subject = Arrays.copyOf(bytes, bytes.length - PROOF_BYTES);
        byte[] claimed = Arrays.copyOfRange(bytes, bytes.length - PROOF_BYTES, bytes.length);
        byte[] proof = Arrays.copyOf(proof(subject), PROOF_BYTES);
        return MessageDigest.isEqual(claimed, proof) ? subject(subject) : Optional.empty();
    }

    private static Optional<Subject> subject(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int slash = text.lastIndexOf('/');
            return slash < 1
                    ? Optional.empty()
                    : Optional.of(new Subject(text.substring(0, slash), text.substring(slash + 1)));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

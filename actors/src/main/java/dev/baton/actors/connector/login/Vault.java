package dev.baton.actors.connector.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.port.SettingStore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What has to outlast a node, or pass through people's browsers, and must not be read by either: encrypted (AES-256-GCM)
 * with a key that is not in the store.
 */
final class Vault {

    /** The key is made of this secret. Without it nobody can allow anything. */
    static final SecretReference KEY = new SecretReference("oauth-tokens");

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int KEY_CHARS_MIN = 32;
    private static final int TAG_BITS = 128;
    private static final int TEXT_CHARS_MAX = 64 * 1024;
    private static final String EXPIRES = "expires";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SettingStore store;
    private final Secrets secrets;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Vault(SettingStore store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** @param place any text; what is kept under another place cannot be read as if it were from this one */
    void keep(String place, JsonNode value) throws Denied {
        String key = digest(place);
        String closed = encrypted(key, value);
        try {
            store.put(key, closed).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new Denied("the store does not take a token now: " + e.getMessage(), true);
        }
    }

    /** Empty if there is nothing, or nothing that the key of today opens. */
    Optional<JsonNode> kept(String place) throws Denied {
        String key = digest(place);
        try {
            return store.get(key).toCompletableFuture().join().flatMap(text -> decrypted(key, text));
        } catch (CompletionException e) {
            throw new Denied("the store cannot be read now: " + e.getMessage(), true);
        }
    }

    CompletionStage<Void> forget(String place) {
        return store.delete(digest(place));
    }

    /** A text that only this installation can read, until it expires. */
    String closed(String purpose, ObjectNode value, Duration validFor) throws Denied {
        ObjectNode whole = value.deepCopy();
        whole.put(EXPIRES, clock.instant().plus(validFor).toEpochMilli());
        return encrypted(purpose, whole);
    }

    /** Empty if it was not given out for this purpose, was changed, or has expired. */
    Optional<JsonNode> opened(String purpose, String text) {
        return text.length() > TEXT_CHARS_MAX
                ? Optional.empty()
                : decrypted(purpose, text).filter(value -> value.path(EXPIRES).asLong() > clock.millis());
    }

    private String encrypted(String purpose, JsonNode value) throws Denied {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] content = cipher(Cipher.ENCRYPT_MODE, nonce, purpose)
                    .doFinal(value.toString().getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, nonce.length + content.length);
            System.arraycopy(content, 0, all, nonce.length, content.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (RevealedSecrets.Missing e) {
            throw new Denied("it " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    private Optional<JsonNode> decrypted(String purpose, String text) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] content =
                    cipher(Cipher.DECRYPT_MODE, nonce, purpose).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(JSON.readTree(new String(content, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | JsonProcessingException
                | Denied
                | RevealedSecrets.Missing e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose)
            throws GeneralSecurityException, RevealedSecrets.Missing, Denied {
        String secret = new RevealedSecrets(secrets).reveal(KEY);
        if (secret.length() < KEY_CHARS_MIN) {
            throw new Denied(KEY + " must have at least " + KEY_CHARS_MIN + " random characters");
        }
        byte[] key =
                MessageDigest.getInstance("SHA-256").digest(("baton oauth " + secret).getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String digest(String place) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return "oauth/" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

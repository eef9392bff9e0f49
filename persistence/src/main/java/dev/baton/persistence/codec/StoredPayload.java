package dev.baton.persistence.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A payload that is stored beside the events, once, however many of them mean it.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits
 * @param content its JSON, UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its digest, if at all.
public record StoredPayload(String digest, byte[] content) {

    public static StoredPayload of(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new StoredPayload("sha256:" + HexFormat.of().formatHex(hash), content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}

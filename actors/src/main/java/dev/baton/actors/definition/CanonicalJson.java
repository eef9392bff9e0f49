package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** The one spelling of a JSON value (RFC 8785), and its SHA-256. */
public final class CanonicalJson {

    private CanonicalJson() {}

    public static byte[] bytes(JsonNode json) {
        if (!json.isContainerNode()) {
            // The canonicalizer takes only objects and arrays: wrap, and cut the brackets off again.
            byte[] wrapped = canonical("[" + json + "]");
            return java.util.Arrays.copyOfRange(wrapped, 1, wrapped.length - 1);
        }
        return canonical(json.toString());
    }

    private static byte[] canonical(String json) {
        try {
            return new JsonCanonicalizer(json).getEncodedUTF8();
        } catch (IOException e) {
            throw new UncheckedIOException("not canonicalizable: " + e.getMessage(), e);
        }
    }

    /** Lowercase hexadecimal SHA-256 of the canonical JSON. */
    public static String digest(JsonNode json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(json)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

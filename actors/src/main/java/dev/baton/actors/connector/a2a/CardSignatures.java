package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.definition.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Signatures of agents' cards: JWS over the canonical JSON of what is signed of a card. */
public final class CardSignatures {

    /** Of one card that are looked at. */
    private static final int SIGNATURES_MAX = 16;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CardSignatures() {}

    /** Signs cards. */
    public interface Signer {

        /** The card with one signature. */
        ObjectNode sign(ObjectNode card);
    }

    /**
     * @param key a private JSON Web Key with a {@code kid}
     * @throws GeneralSecurityException if nothing can be signed with it
     */
    public static Signer signer(String key) throws GeneralSecurityException {
        Jwk jwk;
        try {
            jwk = Jwk.ofPrivate(MAPPER.readTree(key));
        } catch (IOException e) {
            throw new GeneralSecurityException("it is no JSON Web Key");
        }
        signature(jwk, "a trial", "of the key");
        return card -> signed(card, jwk);
    }

    private static ObjectNode signed(ObjectNode card, Jwk key) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("alg", key.algorithm()).put("kid", key.id()).put("typ", "JOSE");
        String protectedHeader = encoded(header.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode signed = card.deepCopy();
        try {
            signed.putArray("signatures")
                    .addObject()
                    .put("protected", protectedHeader)
                    .put("signature", signature(key, protectedHeader, payload(CardForm.of(card))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that could sign cannot any more", e);
        }
        return signed;
    }

    private static String signature(Jwk key, String header, String payload) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(key.javaAlgorithm());
        signature.initSign(key.privateKey());
        signature.update(input(header, payload));
        return encoded(signature.sign());
    }

    /**
     * What of the card one of the keys stands for.
     *
     * @param keys public JSON Web Keys
     * @throws Unreadable if none of them has signed it
     */
    static ObjectNode vouchedFor(JsonNode card, List<JsonNode> keys) throws Unreadable {
        ObjectNode form = CardForm.of(card);
        String payload = payload(form);
        int looked = 0;
        for (JsonNode signature : card.path("signatures")) {
            if (looked++ < SIGNATURES_MAX && isGenuine(signature, payload, keys)) {
                return form;
            }
        }
        throw Unreadable.refused(
                card.path("signatures").isEmpty()
                        ? "its card is not signed, and connector.a2a.signedBy wants it to be"
                        : "its card is signed by none of the keys of connector.a2a.signedBy, or was changed since");
    }

    private static boolean isGenuine(JsonNode signature, String payload, List<JsonNode> keys) throws Unreadable {
        String encodedHeader = signature.path("protected").asText();
        JsonNode header = header(encodedHeader);
        for (JsonNode one : keys) {
            if (!one.path("kid").asText().equals(header.path("kid").asText())) {
                continue;
            }
            Jwk key;
            try {
                key = Jwk.ofPublic(one);
            } catch (GeneralSecurityException e) {
                throw Unreadable.refused("connector.a2a.signedBy: " + e.getMessage());
            }
            // The key says how it signs: a header that could choose would choose the weakest.
            if (header.path("alg").asText().equals(key.algorithm())
                    && !header.has("crit")
                    && verifies(key, signature.path("signature").asText(), input(encodedHeader, payload))) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode header(String encoded) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(encoded);
            return JsonAnswers.parse(json, json.length);
        } catch (IOException | IllegalArgumentException nobodys) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static boolean verifies(Jwk key, String encoded, byte[] input) {
        try {
            Signature signature = Signature.getInstance(key.javaAlgorithm());
            signature.initVerify(key.publicKey());
            signature.update(input);
            return signature.verify(Base64.getUrlDecoder().decode(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException forged) {
            return false;
        }
    }

    private static String payload(ObjectNode form) {
        return encoded(CanonicalJson.bytes(form));
    }

    private static byte[] input(String header, String payload) {
        return (header + "." + payload).getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }
}

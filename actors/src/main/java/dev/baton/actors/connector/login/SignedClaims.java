package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A signed statement of a client that it is itself (RFC 7523, section 2.2). */
final class SignedClaims {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Duration VALID = Duration.ofMinutes(2);
    private static final int P256_BITS = 256;

    private SignedClaims() {}

    /** @param audience the issuer of the authorization server */
    static String of(String client, String audience, Secret key, Instant now) throws Denied {
        PrivateKey parsed = parse(key);
        ObjectNode header = JsonNodeFactory.instance
                .objectNode()
                .put("alg", parsed instanceof ECPrivateKey ? "ES256" : "RS256")
                .put("typ", "JWT");
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", client).put("sub", client).put("aud", audience);
        claims.put("jti", UUID.randomUUID().toString()).put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(VALID).getEpochSecond());
        String content = encoded(header) + "." + encoded(claims);
        return content + "." + BASE64.encodeToString(signature(parsed, content));
    }

    private static String encoded(JsonNode json) {
        return BASE64.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static PrivateKey parse(Secret key) throws Denied {
        String bare = key.reveal().replaceAll("-----[A-Z ]+-----|\\s", "");
        for (String algorithm : new String[] {"EC", "RSA"}) {
            try {
                PKCS8EncodedKeySpec encoded =
                        new PKCS8EncodedKeySpec(Base64.getDecoder().decode(bare));
                PrivateKey parsed = KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                if (!(parsed instanceof ECPrivateKey curve)
                        || curve.getParams().getOrder().bitLength() == P256_BITS) {
                    return parsed;
                }
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // It may be one of the other kind; if not, it is refused below.
            }
        }
        throw new Denied("'auth.clientKey' is no private key: it must be PKCS #8 in PEM, of RSA or of the curve P-256");
    }

    private static byte[] signature(PrivateKey key, String content) throws Denied {
        try {
            Signature signature = Signature.getInstance(
                    key instanceof ECPrivateKey ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new Denied("'auth.clientKey' cannot sign: " + e.getMessage());
        }
    }
}

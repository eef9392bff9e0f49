package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * A JSON Web Key (RFC 7517, RFC 7518, RFC 8037), and what it signs with: the key says that, never the one who signs.
 *
 * @param id by which signatures name it
 * @param algorithm of JWS
 * @param javaAlgorithm the same, as the JDK calls it
 */
record Jwk(String id, String algorithm, String javaAlgorithm, Key key) {

    /** RSA keys that are shorter can be forged. */
    private static final int RSA_BITS_MIN = 2_048;

    /** @throws GeneralSecurityException if it is no public key that Baton can use */
    static Jwk ofPublic(JsonNode jwk) throws GeneralSecurityException {
        return switch (jwk.path("kty").asText()) {
            case "EC" -> {
                Curve curve = Curve.of(jwk);
                ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
                yield curve.with(
                        id(jwk),
                        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.parameters())));
            }
            case "OKP" -> ed25519(jwk, KeyFactory.getInstance("Ed25519").generatePublic(edPublic(jwk)));
            case "RSA" -> rsa(jwk);
            default -> throw unusable(jwk, "its kty must be EC, RSA or OKP");
        };
    }

    /** @throws GeneralSecurityException if it is no private key that Baton signs with */
    static Jwk ofPrivate(JsonNode jwk) throws GeneralSecurityException {
        if (!jwk.path("d").isTextual()) {
            throw unusable(jwk, "it has no private member d");
        }
        return switch (jwk.path("kty").asText()) {
            case "EC" -> {
                Curve curve = Curve.of(jwk);
                yield curve.with(
                        id(jwk),
                        KeyFactory.getInstance("EC")
                                .generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve.parameters())));
            }
            case "OKP" ->
                ed25519(
                        jwk,
                        KeyFactory.getInstance("Ed25519")
                                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes(jwk, "d"))));
            default -> throw unusable(jwk, "its kty must be EC or OKP");
        };
    }

    private record Curve(String javaName, String algorithm, String javaAlgorithm) {

        static Curve of(JsonNode jwk) throws GeneralSecurityException {
            return switch (jwk.path("crv").asText()) {
                case "P-256" -> new Curve("secp256r1", "ES256", "SHA256withECDSAinP1363Format");
                case "P-384" -> new Curve("secp384r1", "ES384", "SHA384withECDSAinP1363Format");
                case "P-521" -> new Curve("secp521r1", "ES512", "SHA512withECDSAinP1363Format");
                default -> throw unusable(jwk, "its crv must be P-256, P-384 or P-521");
            };
        }

        ECParameterSpec parameters() throws GeneralSecurityException {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(javaName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        }

        Jwk with(String id, Key key) {
            return new Jwk(id, algorithm, javaAlgorithm, key);
        }
    }

    private static Jwk ed25519(JsonNode jwk, Key key) throws GeneralSecurityException {
        if (!jwk.path("crv").asText().equals("Ed25519")) {
            throw unusable(jwk, "its crv must be Ed25519");
        }
        return new Jwk(id(jwk), "EdDSA", "Ed25519", key);
    }

    private static EdECPublicKeySpec edPublic(JsonNode jwk) throws GeneralSecurityException {
        byte[] little = bytes(jwk, "x");
        byte[] big = new byte[little.length];
        for (int at = 0; at < little.length; at++) {
            big[at] = little[little.length - 1 - at];
        }
        if (big.length == 0) {
            throw unusable(jwk, "x is empty");
        }
        // The highest bit says which of two points it is.
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        return new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, big)));
    }

    private static Jwk rsa(JsonNode jwk) throws GeneralSecurityException {
        BigInteger modulus = number(jwk, "n");
        if (modulus.bitLength() < RSA_BITS_MIN) {
            throw unusable(jwk, "it has fewer than " + RSA_BITS_MIN + " bits");
        }
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
        return switch (jwk.path("alg").asText("RS256")) {
            case "RS256" -> new Jwk(id(jwk), "RS256", "SHA256withRSA", key);
            case "RS384" -> new Jwk(id(jwk), "RS384", "SHA384withRSA", key);
            case "RS512" -> new Jwk(id(jwk), "RS512", "SHA512withRSA", key);
            default -> throw unusable(jwk, "its alg must be RS256, RS384 or RS512");
        };
    }

    PublicKey publicKey() {
        return (PublicKey) key;
    }

    PrivateKey privateKey() {
        return (PrivateKey) key;
    }

    private static String id(JsonNode jwk) throws GeneralSecurityException {
        String id = jwk.path("kid").asText();
        if (id.isEmpty()) {
            throw unusable(jwk, "it has no kid");
        }
        return id;
    }

    private static BigInteger number(JsonNode jwk, String member) throws GeneralSecurityException {
        return new BigInteger(1, bytes(jwk, member));
    }

    private static byte[] bytes(JsonNode jwk, String member) throws GeneralSecurityException {
        try {
            return Base64.getUrlDecoder().decode(jwk.path(member).asText());
        } catch (IllegalArgumentException e) {
            throw unusable(jwk, member + " is not base64url");
        }
    }

    private static GeneralSecurityException unusable(JsonNode jwk, String why) {
        return new GeneralSecurityException(
                "the key " + jwk.path("kid").asText("without a kid") + " cannot be used: " + why);
    }
}

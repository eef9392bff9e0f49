package dev.baton.actors.trigger;

import dev.baton.actors.port.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether a delivery was signed with one of the secrets. Any of several secrets will do, so that they can be changed without
 * losing a delivery; signatures are compared in constant time.
 */
public final class Signatures {

    /** Signatures in one header that are looked at. */
    static final int SIGNATURES_MAX = 10;

    private static final int HEADER_CHARS_MAX = 4_096;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String STANDARD_SECRET = "whsec_";

    private Signatures() {}

    /** What came of it. */
    public sealed interface Verdict {

        record Genuine() implements Verdict {}

        /** @param reason for the log of this server alone: it helps whoever guesses */
        record Doubtful(String reason) implements Verdict {}
    }

    public static Verdict verify(SignatureScheme scheme, Delivery delivery, List<Secret> secrets, Instant now) {
        return switch (scheme) {
            case SignatureScheme.StandardWebhooks standard -> standard(standard, delivery, secrets, now);
            case SignatureScheme.GitHub ignored ->
                plain(
                        new SignatureScheme.Hmac(
                                "x-hub-signature-256",
                                SignatureScheme.Algorithm.SHA256,
                                SignatureScheme.Encoding.HEX,
                                "sha256="),
                        delivery,
                        secrets);
            case SignatureScheme.Slack slack -> slack(slack, delivery, secrets, now);
            case SignatureScheme.Hmac hmac -> plain(hmac, delivery, secrets);
        };
    }

    private static Verdict standard(
            SignatureScheme.StandardWebhooks scheme, Delivery delivery, List<Secret> secrets, Instant now) {
        String id = delivery.header("webhook-id");
        String time = delivery.header("webhook-timestamp");
        String signatures = delivery.header("webhook-signature");
        if (id == null || id.isEmpty() || signatures == null || signatures.length() > HEADER_CHARS_MAX) {
            return new Verdict.Doubtful("webhook-id or webhook-signature is missing, or there twice");
        }
        if (!isNow(time, scheme.tolerance(), now)) {
            return new Verdict.Doubtful("webhook-timestamp is missing, or not within " + scheme.tolerance());
        }
        List<byte[]> given = new ArrayList<>();
        for (String part : signatures.split(" ", SIGNATURES_MAX + 1)) {
            byte @Nullable [] signature = part.startsWith("v1,") ? base64(part.substring(3)) : null;
            if (signature != null && given.size() < SIGNATURES_MAX) {
                given.add(signature);
            }
        }
        byte[] signed = join(bytes(id + "." + time + "."), delivery.body());
        return compare(SignatureScheme.Algorithm.SHA256, standardKeys(secrets), signed, given);
    }

    /**
     * Signs as Standard Webhooks say, with each of the secrets.
     *
     * @param id without a full stop
     * @return the value of {@code webhook-signature}; empty if no secret can sign
     */
    public static String sign(List<Secret> secrets, String id, Instant at, byte[] body) {
        byte[] signed = join(bytes(id + "." + at.getEpochSecond() + "."), body);
        return standardKeys(secrets).stream()
                .map(key ->
                        "v1," + Base64.getEncoder().encodeToString(hmac(SignatureScheme.Algorithm.SHA256, key, signed)))
                .collect(Collectors.joining(" "));
    }

    /** Keys are base64 behind {@code whsec_}; others count as they are. */
    private static List<byte[]> standardKeys(List<Secret> secrets) {
        List<byte[]> keys = new ArrayList<>();
        for (Secret secret : secrets) {
            String value = secret.reveal();
            byte @Nullable [] key = value.startsWith(STANDARD_SECRET)
                    ? base64(value.substring(STANDARD_SECRET.length()))
                    : secret.revealBytes();
            if (key != null && key.length > 0) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Verdict slack(SignatureScheme.Slack scheme, Delivery delivery, List<Secret> secrets, Instant now) {
        String time = delivery.header("x-slack-request-timestamp");
        if (!isNow(time, scheme.tolerance(), now)) {
            return new Verdict.Doubtful("x-slack-request-timestamp is missing, or not within " + scheme.tolerance());
        }
        SignatureScheme.Hmac hmac = new SignatureScheme.Hmac(
                "x-slack-signature", SignatureScheme.Algorithm.SHA256, SignatureScheme.Encoding.HEX, "v0=");
        return compare(hmac, delivery, secrets, join(bytes("v0:" + time + ":"), delivery.body()));
    }

    private static Verdict plain(SignatureScheme.Hmac scheme, Delivery delivery, List<Secret> secrets) {
        return compare(scheme, delivery, secrets, delivery.body());
    }

    private static Verdict compare(
            SignatureScheme.Hmac scheme, Delivery delivery, List<Secret> secrets, byte[] signed) {
        String header = delivery.header(scheme.header());
        if (header == null || header.length() > HEADER_CHARS_MAX || !header.startsWith(scheme.prefix())) {
            return new Verdict.Doubtful(scheme.header() + " is missing, there twice, or not as it must be");
        }
        String text = header.substring(scheme.prefix().length());
        byte @Nullable [] given = scheme.encoding() == SignatureScheme.Encoding.HEX ? hex(text) : base64(text);
        List<byte[]> keys = secrets.stream().map(Secret::revealBytes).toList();
        return compare(scheme.algorithm(), keys, signed, given == null ? List.of() : List.of(given));
    }

    /** Every pair is compared, so that the time does not tell which secret or signature fits. */
    private static Verdict compare(
            SignatureScheme.Algorithm algorithm, List<byte[]> keys, byte[] signed, List<byte[]> given) {
        boolean genuine = false;
        for (byte[] key : keys) {
            byte[] expected = hmac(algorithm, key, signed);
            for (byte[] signature : given) {
                genuine |= MessageDigest.isEqual(expected, signature);
            }
        }
        return genuine ? new Verdict.Genuine() : new Verdict.Doubtful("no signature fits any of the secrets");
    }

    private static byte[] hmac(SignatureScheme.Algorithm algorithm, byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(algorithm.javaName());
            mac.init(new SecretKeySpec(key, algorithm.javaName()));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private static boolean isNow(@Nullable String seconds, Duration tolerance, Instant now) {
        if (seconds == null || !SECONDS.matcher(seconds).matches()) {
            return false;
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(seconds));
        return Duration.between(signed, now).abs().compareTo(tolerance) <= 0;
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static byte @Nullable [] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}

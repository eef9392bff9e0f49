package dev.baton.actors.connector.agentcore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.client.Destination;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signature Version 4 of Amazon Web Services, in the header Authorization.
 *
 * @param session the token of temporary keys; null for lasting ones
 */
record AwsSignature(
        SecretReference keyId,
        SecretReference key,
        @Nullable SecretReference session,
        String region,
        String service) implements AgentLine.Signature {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String DATE = "X-Amz-Date";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DAY_CHARS = 8;

    static AwsSignature of(JsonNode keys, String region, String service) {
        return new AwsSignature(
                SecretReference.parse(keys.path("accessKeyId").asText()).orElseThrow(),
                SecretReference.parse(keys.path("secretAccessKey").asText()).orElseThrow(),
                SecretReference.parse(keys.path("sessionToken").asText()).orElse(null),
                region,
                service);
    }

    @Override
    public void sign(
            String method, URI url, Map<String, String> headers, byte[] body, Instant now, RevealedSecrets secrets)
            throws RevealedSecrets.Missing {
        String time = TIME.format(now);
        headers.put(DATE, time);
        if (session != null) {
            headers.put("X-Amz-Security-Token", secrets.reveal(session));
        }
        Map<String, String> signed = signed(url, headers);
        String names = String.join(";", signed.keySet());
        String request = String.join(
                "\n",
                method,
                path(url),
                query(url),
                signed.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining()),
                names,
                hash(body));
        String day = time.substring(0, DAY_CHARS);
        String scope = String.join("/", day, region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(request.getBytes(StandardCharsets.UTF_8)));
        byte[] signing = ("AWS4" + secrets.reveal(key)).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, region, service, "aws4_request"}) {
            signing = hmac(signing, part);
        }
        headers.put(
                "Authorization",
                ALGORITHM + " Credential=" + secrets.reveal(keyId) + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + HexFormat.of().formatHex(hmac(signing, toSign)));
    }

    /** Proxies may change the others. */
    private static Map<String, String> signed(URI url, Map<String, String> headers) {
        Map<String, String> signed = new TreeMap<>();
        signed.put("host", Destination.of(url).authority());
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz") || lower.equals("content-type")) {
                signed.put(lower, value.strip().replaceAll(" +", " "));
            }
        });
        return signed;
    }

    /** All services but one take the path encoded once more. */
    private static String path(URI url) {
        String path = url.getRawPath();
        return path == null || path.isEmpty()
                ? "/"
                : Arrays.stream(path.split("/", -1)).map(AwsSignature::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String query(URI url) {
        String query = url.getRawQuery();
        return query == null || query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

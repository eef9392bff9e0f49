package dev.baton.actors.connector.agentcore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The vectors that Amazon publishes for its signature. */
final class AwsSignatureTest {

    private static final Map<String, String> KEYS = Map.of(
            "id",
            "AKIDEXAMPLE",
            "key",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "token",
            "AQoDYXdzEPT//////////wEXAMPLE");

    private static String authorization(String method, String url, boolean temporary) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        new AwsSignature(
                        new SecretReference("id"),
                        new SecretReference("key"),
                        temporary ? new SecretReference("token") : null,
                        "us-east-1",
                        "service")
                .sign(
                        method,
                        URI.create(url),
                        headers,
                        new byte[0],
                        Instant.parse("2015-08-30T12:36:00Z"),
                        new RevealedSecrets(reference ->
                                Optional.ofNullable(KEYS.get(reference.name())).map(Secret::of)));
        assertThat(headers).containsEntry("X-Amz-Date", "20150830T123600Z");
        return headers.getOrDefault("Authorization", "");
    }

    @Test
    void aPlainRequest() throws Exception {
        assertThat(authorization("GET", "https://example.amazonaws.com/", false))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(authorization("POST", "https://example.amazonaws.com/", false))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void aQueryInAnotherOrder() throws Exception {
        assertThat(authorization("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", false))
                .endsWith("Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void temporaryKeysAreSignedWithTheirToken() throws Exception {
        assertThat(authorization("GET", "https://example.amazonaws.com/", true))
                .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    }
}

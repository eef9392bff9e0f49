package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.Callbacks.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbacksTest {

    private final Callbacks callbacks = new Callbacks(secret(1), () -> "https://baton.example");

    private static byte[] secret(int fill) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }

    @Test
    void aTokenNamesItsAttempt() {
        String token = callbacks.tokenFor("acme", "run.7_x~12");
        assertThat(callbacks.verify(token)).contains(new Subject("acme", "run.7_x~12"));
        assertThat(token).matches("[A-Za-z0-9_-]+");
        assertThat(callbacks.url("acme", "run.7_x~12")).isEqualTo("https://baton.example/v1/callbacks/" + token);
    }

    @Test
    void theSameAttemptHasTheSameTokenSoThatARepeatedCallCanBeAnswered() {
        assertThat(callbacks.tokenFor("acme", "r~1")).isEqualTo(callbacks.tokenFor("acme", "r~1"));
    }

    @Test
    void aTokenChangedAnywhereIsRefused() {
        byte[] token = Base64.getUrlDecoder().decode(callbacks.tokenFor("acme", "r~1"));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] changed = token.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(callbacks.verify(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void aTokenCutOrGrownIsRefused() {
        String token = callbacks.tokenFor("acme", "r~1");
        for (int length = 0; length < token.length(); length++) {
            assertThat(callbacks.verify(token.substring(0, length))).isEmpty();
        }
        assertThat(callbacks.verify(token + "AAAA")).isEmpty();
    }

    @Test
    void aTokenOfAnotherInstallationIsRefused() {
        Callbacks other = new Callbacks(secret(2), () -> "");
        assertThat(callbacks.verify(other.tokenFor("acme", "r~1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!!!", "../../etc/passwd", "AAAA", "%00", "ä"})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(callbacks.verify(text)).isEmpty();
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(42);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            assertThat(callbacks.verify(Base64.getUrlEncoder().encodeToString(bytes)))
                    .isEmpty();
        }
        assertThat(callbacks.verify("A".repeat(1_000_000))).isEmpty();
    }

    @Test
    void theProofIsNotInTheOpenPart() {
        String token = new String(
                Base64.getUrlDecoder().decode(callbacks.tokenFor("acme", "r~1")), StandardCharsets.ISO_8859_1);
        assertThat(token).startsWith("acme/r~1").hasSize("acme/r~1".length() + 16);
    }
}

package dev.baton.http.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.webhook.OnePost;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostmanTest {

    private static OnePost.Outcome answered(
            @Nullable Integer status, @Nullable String problem, @Nullable Duration after) {
        return new OnePost.Outcome(Instant.EPOCH, status, problem, 1, after, false);
    }

    @ParameterizedTest
    @CsvSource({
        "200, TAKEN",
        "204, TAKEN",
        "302, REFUSED",
        "400, REFUSED",
        "410, REFUSED",
        "408, FAILED",
        "429, FAILED",
        "500, FAILED",
        "503, FAILED"
    })
    void whatMayBeTakenLaterIsSentAgain(int status, Postman.Delivery delivery) {
        assertThat(Postman.heard(answered(status, status < 300 ? null : "no", null)))
                .isEqualTo(delivery);
    }

    @Test
    void whoCannotBeReachedIsTriedAgainAndWhoMayNotBeIsNot() {
        assertThat(Postman.heard(answered(null, "nobody is there", null))).isEqualTo(Postman.Delivery.FAILED);
        assertThat(Postman.heard(new OnePost.Outcome(Instant.EPOCH, null, "it may not be called", 1, null, true)))
                .isEqualTo(Postman.Delivery.REFUSED);
    }

    @Test
    void aReceiverIsLeftAloneForAsLongAsItAsksUpToAMinute() {
        Duration usual = Duration.ofSeconds(2);
        assertThat(Postman.pause(usual, answered(503, "busy", null))).isEqualTo(usual);
        assertThat(Postman.pause(usual, answered(503, "busy", Duration.ofSeconds(1))))
                .isEqualTo(usual);
        assertThat(Postman.pause(usual, answered(503, "busy", Duration.ofSeconds(30))))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(Postman.pause(usual, answered(503, "busy", Duration.ofHours(1))))
                .isEqualTo(Duration.ofMinutes(1));
    }
}

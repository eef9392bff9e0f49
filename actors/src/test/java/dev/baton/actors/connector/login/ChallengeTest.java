package dev.baton.actors.connector.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private static final URI METADATA = URI.create("https://tools.example/.well-known/oauth-protected-resource/mcp");

    @Test
    void aServerSaysWhoseTokensItTakesAndWhatTheyMustAllow() {
        assertThat(Challenge.of(
                        401,
                        "Basic realm=\"old\", Bearer scope=\"read  write\", resource_metadata=\"" + METADATA
                                + "\", error=invalid_token"))
                .isEqualTo(new Challenge(METADATA, List.of("read", "write"), false));
    }

    @Test
    void aServerThatSaysNothingWantsATokenAllTheSame() {
        Challenge bare = new Challenge(null, List.of(), false);

        assertThat(Challenge.of(401, null)).isEqualTo(bare);
        assertThat(Challenge.of(401, "Bearer")).isEqualTo(bare);
        assertThat(Challenge.of(401, "bearer resource_metadata=\"not an address\""))
                .isEqualTo(bare);
    }

    @Test
    void aTokenThatAllowsTooLittleCanBeChangedForAnother() {
        assertThat(Challenge.of(403, "Bearer error=\"insufficient_scope\", scope=\"ad\\\"min\""))
                .isEqualTo(new Challenge(null, List.of("ad\"min"), true));
        assertThat(Challenge.of(403, "Bearer error=\"invalid_request\"")).isNull();
        assertThat(Challenge.of(403, null)).isNull();
    }

    @Test
    void whatIsMeantForAnotherSchemeIsNotTaken() {
        assertThat(Challenge.of(401, "Digest scope=\"all\", resource_metadata=\"https://evil.example\""))
                .isEqualTo(new Challenge(null, List.of(), false));
    }
}

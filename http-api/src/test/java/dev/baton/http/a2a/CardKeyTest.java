package dev.baton.http.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.port.Secret;
import dev.baton.config.ApiSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardKeyTest {

    private static ApiSettings settings(String key) {
        return ApiSettings.of(
                ConfigFactory.parseMap(Map.of("baton.http.a2a-card-key", key)).withFallback(ConfigFactory.load()));
    }

    @Test
    void withoutAKeyCardsAreNotSigned() {
        ObjectNode card = JsonNodeFactory.instance.objectNode().put("name", "a");
        assertThat(CardKey.signer(settings(""), reference -> Optional.empty()).sign(card))
                .isEqualTo(card);
    }

    @ParameterizedTest
    @CsvSource({
        "the-key-itself, a key, secret://",
        "secret://other, a key, secret://other",
        "secret://card-key, s3cret, no JSON Web Key"
    })
    void aKeyThatCannotBeUsedStopsTheNodeAndIsNotShown(String setting, String key, String why) {
        assertThatThrownBy(() -> CardKey.signer(
                        settings(setting),
                        reference ->
                                reference.name().equals("card-key") ? Optional.of(Secret.of(key)) : Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("baton.http.a2a-card-key", why)
                .message()
                .doesNotContain("s3cret", "the-key-itself");
    }
}

package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretSettingsTest {

    @Test
    void the_defaults() {
        assertThat(SecretSettings.of(ConfigFactory.load()))
                .isEqualTo(new SecretSettings(Optional.empty(), Duration.ofSeconds(10)));
    }

    @Test
    void every_key_is_read() {
        assertThat(SecretSettings.of(
                        ConfigFactory.parseString("baton.secrets { folder = /run/secrets, refresh = 2s }")))
                .isEqualTo(new SecretSettings(Optional.of(Path.of("/run/secrets")), Duration.ofSeconds(2)));
    }
}

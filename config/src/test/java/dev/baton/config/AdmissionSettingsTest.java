package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmissionSettingsTest {

    @Test
    void everyTenantHasTheSameShareUnlessItIsGivenAnother() {
        assertThat(AdmissionSettings.of(with(""))).isEqualTo(new AdmissionSettings(Duration.ofSeconds(1), Map.of()));
        assertThat(AdmissionSettings.of(with("baton.admission { delay-max = 3s, shares = [\"acme=4\", \"a=b=2\"] }")))
                .isEqualTo(new AdmissionSettings(Duration.ofSeconds(3), Map.of("acme", 4, "a=b", 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "=3", "acme=", "acme=0", "acme=-1", "acme=1.5", "acme=9999"})
    void aShareThatIsNoneIsRefused(String share) {
        assertThatThrownBy(() -> AdmissionSettings.of(with("baton.admission.shares = [\"" + share + "\"]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.admission.shares must be")
                .hasMessageContaining(share);
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString(settings).withFallback(ConfigFactory.defaultReference());
    }
}

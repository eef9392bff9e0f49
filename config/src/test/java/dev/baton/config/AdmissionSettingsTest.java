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
        assertThat(AdmissionSettings.of(with("")))
                .isEqualTo(new AdmissionSettings(Duration.ofSeconds(1), Map.of(), Map.of(), Map.of()));
        assertThat(AdmissionSettings.of(with("baton.admission { delay-max = 3s, shares = [\"acme=4\", \"a=b=2\"] }")))
                .isEqualTo(
                        new AdmissionSettings(Duration.ofSeconds(3), Map.of("acme", 4, "a=b", 2), Map.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "=3", "acme=", "acme=0", "acme=-1", "acme=1.5", "acme=9999"})
    void aShareThatIsNoneIsRefused(String share) {
        assertThatThrownBy(() -> AdmissionSettings.of(with("baton.admission.shares = [\"" + share + "\"]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.admission.shares must be")
                .hasMessageContaining(share);
    }

    @Test
    void classesAreReadByTheirMembers() {
        AdmissionSettings settings = AdmissionSettings.of(with("""
                baton.admission {
                  classes = ["gold=tenant:acme, group:trading", "batch=principal:service:nightly"]
                  starts-max = ["batch=50"]
                }
                """));

        assertThat(settings.classes())
                .isEqualTo(
                        Map.of("tenant:acme", "gold", "group:trading", "gold", "principal:service:nightly", "batch"));
        assertThat(settings.startsMax()).isEqualTo(Map.of("batch", 50));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "classes = [gold]",
                "classes = [\"gold=\"]",
                "classes = [\"gold=acme\"]",
                "classes = [\"Gold=tenant:a\"]",
                "classes = [\"gold=tenant:a\", \"lead=tenant:a\"]",
                "starts-max = [\"gold=5\"]",
                "starts-max = [\"gold=0\"]"
            })
    void aClassThatIsNoneIsRefused(String settings) {
        assertThatThrownBy(() -> AdmissionSettings.of(with("baton.admission { " + settings + " }")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.admission." + settings.substring(0, settings.indexOf(' ')) + " must ");
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString(settings).withFallback(ConfigFactory.defaultReference());
    }
}

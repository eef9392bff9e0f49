package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionSettingsTest {

    private static Config with(String settings) {
        return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
    }

    @Test
    void theDefaults() {
        assertThat(RegionSettings.of(ConfigFactory.load()))
                .isEqualTo(new RegionSettings("local", "", Map.of(), Duration.ofSeconds(15), true, true));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(RegionSettings.of(with("""
                        baton.persistence.region = eu
                        baton.region { url = "https://eu.example.org", labels = ["cloud=aws", "residency=eu"]
                          lease = 30s, takeover = manual, failback = manual }
                        """)))
                .isEqualTo(new RegionSettings(
                        "eu",
                        "https://eu.example.org",
                        Map.of("cloud", "aws", "residency", "eu"),
                        Duration.ofSeconds(30),
                        false,
                        false));
    }

    @Test
    void whatCannotBeNamesItsKey() {
        assertThatThrownBy(() -> RegionSettings.of(with("baton.region.url = \"eu.example.org\"")))
                .hasMessageContaining("baton.region.url must be");
        assertThatThrownBy(() -> RegionSettings.of(with("baton.region.labels = [eu]")))
                .hasMessageContaining("residency=eu, not eu");
        assertThatThrownBy(() -> RegionSettings.of(with("baton.region.lease = 1s")))
                .hasMessageContaining("at least 3s");
        assertThatThrownBy(() -> RegionSettings.of(with("baton.region.takeover = never")))
                .hasMessageContaining("automatic or manual");
    }
}

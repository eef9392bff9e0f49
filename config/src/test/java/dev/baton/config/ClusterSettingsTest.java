package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterSettingsTest {

    @Test
    void theDefaults() {
        ClusterSettings settings = ClusterSettings.of(config(""));

        assertThat(settings)
                .isEqualTo(new ClusterSettings(
                        true,
                        settings.seeds(),
                        "",
                        7355,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        new ClusterSettings.Tls("", "")));
        assertThat(settings.seeds()).isEmpty();
    }

    @Test
    void nodesOfOneDatabaseAreTogetherUnlessTheySayOtherwise() {
        String postgresql = "baton.persistence.store = postgresql\n";

        assertThat(ClusterSettings.of(config(postgresql)).alone()).isFalse();
        assertThat(ClusterSettings.of(config(postgresql + "baton.cluster.join = alone"))
                        .alone())
                .isTrue();
        assertThatThrownBy(() -> ClusterSettings.of(config("baton.cluster.join = store")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.cluster.join");
    }

    @Test
    void seedsAreHostsWithPorts() {
        String seeds = "baton.cluster.seeds = [\"10.0.0.11:7355\", \"node-2.example.org:7355\", \"[fd00::1]:7355\"]";

        assertThat(ClusterSettings.of(config(seeds)).seeds()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "seeds = [10.0.0.11],          baton.cluster.seeds",
        "seeds = [\"pekko://b@h:1\"],  baton.cluster.seeds",
        "seeds = [\"host:70000\"],     baton.cluster.seeds",
        "port = 70000,                 baton.cluster.port",
        "port = a,                     baton.cluster.port",
        "host = \"\",                  baton.cluster.host",
        "forgotten-after = 2s,         baton.cluster.forgotten-after",
        "heartbeat = 0s,               baton.cluster.heartbeat"
    })
    void whatIsWrongIsNamed(String setting, String key) {
        assertThatThrownBy(() -> ClusterSettings.of(config("baton.cluster." + setting)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    private static Config config(String more) {
        return ConfigFactory.parseString(more).withFallback(ConfigFactory.load());
    }
}

package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

final class LogSettingsTest {

    @Test
    void linesAreForPeopleUnlessObjectsAreWanted() {
        assertThat(LogSettings.of(with(""))).isEqualTo(new LogSettings(LogSettings.Format.TEXT));
        assertThat(LogSettings.of(with("baton.log.format = json"))).isEqualTo(new LogSettings(LogSettings.Format.JSON));
    }

    @Test
    void anotherFormatIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> LogSettings.of(with("baton.log.format = xml")))
                .hasMessage("baton.log.format must be text or json, not xml");
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString(settings).withFallback(ConfigFactory.defaultReference());
    }
}

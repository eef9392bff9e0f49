package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LlmSettingsTest {

    @Test
    void noPricesAreKnownUnlessAFileIsNamed() {
        Config config = ConfigFactory.defaultReference();

        assertThat(LlmSettings.of(config)).isEqualTo(new LlmSettings(Optional.empty()));
    }

    @Test
    void theFileOfPricesIsNamed() {
        Config config = ConfigFactory.parseString("baton.llm.prices = conf/prices.json")
                .withFallback(ConfigFactory.defaultReference());

        assertThat(LlmSettings.of(config)).isEqualTo(new LlmSettings(Optional.of(Path.of("conf/prices.json"))));
    }
}

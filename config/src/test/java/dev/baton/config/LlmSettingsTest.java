package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LlmSettingsTest {

    @Test
    void noPricesAreKnownAndContentsStandInTheEventsUnlessSaidOtherwise() {
        Config config = ConfigFactory.defaultReference();

        assertThat(LlmSettings.of(config))
                .isEqualTo(new LlmSettings(Optional.empty(), Recording.JOURNAL, Duration.ofDays(30)));
    }

    @Test
    void theFileOfPricesIsNamed() {
        Config config = ConfigFactory.parseString("baton.llm.prices = conf/prices.json")
                .withFallback(ConfigFactory.defaultReference());

        assertThat(LlmSettings.of(config).prices()).contains(Path.of("conf/prices.json"));
    }

    @Test
    void contentsByReferenceStayAsLongAsIsSaid() {
        LlmSettings settings =
                LlmSettings.of(ConfigFactory.parseString("baton.llm {contents = reference, contents-keep = 0s}")
                        .withFallback(ConfigFactory.defaultReference()));

        assertThat(settings.contents()).isEqualTo(Recording.REFERENCE);
        assertThat(settings.contentsKeep()).isZero();
        assertThatThrownBy(() -> LlmSettings.of(ConfigFactory.parseString("baton.llm.contents = all")
                        .withFallback(ConfigFactory.defaultReference())))
                .hasMessage("baton.llm.contents must be journal or reference or none, not all");
    }
}

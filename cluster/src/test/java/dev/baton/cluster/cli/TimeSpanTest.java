package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class TimeSpanTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT5M, PT5M"})
    void timeSpansAreReadInShortFormAndIso(String text, Duration duration) {
        assertThat(new TimeSpan().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "soon", "5 m", "-5m", "12345678901s"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new TimeSpan().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write 30s, 5m");
    }

    @Test
    void timeSpansAreShownAsPeopleWriteThem() {
        assertThat(TimeSpan.text(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(TimeSpan.text(Duration.ofMillis(1500))).isEqualTo("1.5 s");
        assertThat(TimeSpan.text(Duration.ofSeconds(65))).isEqualTo("1 min 5 s");
        assertThat(TimeSpan.text(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }
}

package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.config.ApiSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code baton.http}: defaults, mapping, and what is refused. */
class ApiSettingsTest {

    private static ApiSettings of(Map<String, Object> settings) {
        Config config = ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultReference());
        return ApiSettings.of(config);
    }

    @Test
    void theDefaultsAreThese() {
        assertThat(of(Map.of()))
                .isEqualTo(new ApiSettings(
                        "127.0.0.1",
                        8080,
                        "",
                        List.of(),
                        List.of(),
                        "",
                        8 * 1024 * 1024,
                        Duration.ofSeconds(30),
                        4096,
                        2048,
                        Duration.ofSeconds(60),
                        1000,
                        256,
                        Duration.ofSeconds(15)));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> all = new HashMap<>(Map.of(
                "baton.http.host",
                "::1",
                "baton.http.port",
                1,
                "baton.http.allowed-hosts",
                List.of("a"),
                "baton.http.body-max",
                "1 MiB",
                "baton.http.body-timeout",
                "1s",
                "baton.http.connections-max",
                2,
                "baton.http.wait-max",
                "3s",
                "baton.http.streams-max",
                4,
                "baton.http.stream-buffer",
                5,
                "baton.http.stream-heartbeat",
                "6s"));
        all.put("baton.http.connections-waiting-max", 7);
        all.put("baton.http.public-url", "https://b");
        all.put("baton.http.authorization-servers", List.of("https://c"));
        all.put("baton.http.a2a-card-key", "secret://d");

        assertThat(of(all))
                .isEqualTo(new ApiSettings(
                        "::1",
                        1,
                        "https://b",
                        List.of("a"),
                        List.of("https://c"),
                        "secret://d",
                        1024 * 1024,
                        Duration.ofSeconds(1),
                        2,
                        7,
                        Duration.ofSeconds(3),
                        4,
                        5,
                        Duration.ofSeconds(6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void anAddressThatOthersReachNeedsToBeAllowed(String host) {
        assertThatThrownBy(() -> of(Map.of("baton.http.host", host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("baton.http.host", "loopback", "allow-unauthenticated-remote");
        assertThat(of(Map.of("baton.http.host", host, "baton.http.allow-unauthenticated-remote", true))
                        .host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "port,65536",
        "port,x",
        "public-url,b",
        "public-url,https://b/",
        "body-max,1",
        "connections-max,0",
        "connections-waiting-max,65536",
        "wait-max,0s",
        "streams-max,0",
        "stream-buffer,0"
    })
    void aWrongValueNamesItsKey(String key, String value) {
        assertThatThrownBy(() -> of(Map.of("baton.http." + key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.http." + key);
    }
}

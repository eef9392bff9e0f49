package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSettingsTest {

    @Test
    void the_defaults() {
        assertThat(StoreSettings.of(ConfigFactory.load()))
                .isEqualTo(new StoreSettings(
                        StoreSettings.Kind.SQLITE,
                        new StoreSettings.Sqlite(Path.of("data/baton.db"), Duration.ofSeconds(5), 1L << 40, 8_000),
                        new StoreSettings.Postgresql(
                                "jdbc:postgresql://127.0.0.1:5432/baton",
                                "baton",
                                "",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(10)),
                        "local",
                        new StoreSettings.Writer(
                                50_000, 64L << 20, 1_000, 8L << 20, Duration.ofMillis(100), Duration.ofSeconds(5)),
                        new StoreSettings.Admission(5_000, Duration.ofSeconds(2)),
                        new StoreSettings.Reader(4, 50_000, 500),
                        16 << 10));
    }

    @Test
    void every_key_is_read() {
        Config changed = ConfigFactory.parseString("""
                baton.persistence {
                  store = postgresql
                  sqlite { file = "/x/y.db", busy-timeout = 1s, size-max = 2 GiB, checkpoint-pages = 123 }
                  postgresql {
                    url = "jdbc:postgresql://db/x", user = u, password = p
                    connect-timeout = 2s, socket-timeout = 3s, idle-in-transaction-timeout = 4s
                  }
                  region = eu
                  writer {
                    queue-max = 10, queue-bytes-max = 2 KiB, batch-max = 3, batch-bytes-max = 1 KiB
                    probe-initial = 5ms, probe-max = 6ms
                  }
                  admission { queued-max = 7, age-max = 8s }
                  reader { threads = 9, queue-max = 11, page = 12 }
                  payload-inline-max = 1 KiB
                }
                """);
        assertThat(StoreSettings.of(changed.withFallback(ConfigFactory.load())))
                .isEqualTo(new StoreSettings(
                        StoreSettings.Kind.POSTGRESQL,
                        new StoreSettings.Sqlite(Path.of("/x/y.db"), Duration.ofSeconds(1), 2L << 30, 123),
                        new StoreSettings.Postgresql(
                                "jdbc:postgresql://db/x",
                                "u",
                                "p",
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4)),
                        "eu",
                        new StoreSettings.Writer(10, 2_048, 3, 1_024, Duration.ofMillis(5), Duration.ofMillis(6)),
                        new StoreSettings.Admission(7, Duration.ofSeconds(8)),
                        new StoreSettings.Reader(9, 11, 12),
                        1_024));
    }

    @ParameterizedTest
    @CsvSource({
        "store, mysql, must be sqlite or postgresql",
        "sqlite.file, '', must not be empty",
        "sqlite.busy-timeout, soon, must be a duration",
        "sqlite.size-max, 1 KiB, must be in",
        "postgresql.url, jdbc:mysql://x, must start with jdbc:postgresql:",
        "postgresql.connect-timeout, 0s, must be above zero",
        "writer.queue-max, 0, must be in 1..",
        "writer.batch-max, many, must be a whole number",
        "admission.queued-max, 60000, must be in 1..50000",
        "reader.threads, 65, must be in 1..64",
        "payload-inline-max, 1 GiB, must be in",
    })
    void a_bad_value_is_refused_with_its_key(String key, String value, String rule) {
        Config bad = ConfigFactory.parseMap(Map.of("baton.persistence." + key, value))
                .withFallback(ConfigFactory.load());
        assertThatThrownBy(() -> StoreSettings.of(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.persistence." + key)
                .hasMessageContaining(rule);
    }

    @Test
    void the_password_is_not_shown() {
        Config secret = ConfigFactory.parseMap(Map.of("baton.persistence.postgresql.password", "hush"))
                .withFallback(ConfigFactory.load());
        assertThat(StoreSettings.of(secret).toString()).doesNotContain("hush");
    }
}

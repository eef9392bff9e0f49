package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownKeysTest {

    @TempDir
    Path folder;

    @Test
    void all_are_named_at_once_each_with_its_place_and_the_nearest_key() throws IOException {
        Path file = folder.resolve("baton.conf");
        Files.writeString(file, """
                # mine
                baton.http.prot = 9000
                baton {
                  persistence { store = sqlite, busy-timeout = 5s }
                  engine.worker {
                    restart-max = 3
                  }
                  entirely-unheard-of-things { on = true }
                }
                """);

        assertThatThrownBy(() -> UnknownKeys.refuse(
                        ConfigFactory.parseFile(file.toFile()).resolve()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        %1$s:2: baton.http.prot is not a setting. Did you mean baton.http.port?
                        %1$s:4: baton.persistence.busy-timeout is not a setting. Did you mean baton.persistence.sqlite.busy-timeout?
                        %1$s:6: baton.engine.worker.restart-max is not a setting. Did you mean baton.engine.worker.restarts-max?
                        %1$s:8: baton.entirely-unheard-of-things is not a setting. docs/operations.md lists the settings.""".formatted(file));
    }

    @Test
    void a_key_below_a_setting_that_has_a_value_is_unknown() {
        assertThatThrownBy(() -> UnknownKeys.refuse(ConfigFactory.parseString("baton.http.port.number = 1")))
                .hasMessageContaining("baton.http.port.number is not a setting. baton.http.port takes a value");
    }

    @Test
    void every_default_is_known() {
        Config defaults = ConfigFactory.load().withOnlyPath("baton");

        assertThatCode(() -> UnknownKeys.refuse(defaults)).doesNotThrowAnyException();
    }

    @Test
    void what_does_not_belong_to_baton_is_left_alone() {
        Config user = ConfigFactory.parseString("""
                folder = /var/lib
                pekko.loglevel = DEBUG
                baton.persistence.sqlite.file = ${folder}"/baton.db"
                """).resolve();

        assertThatCode(() -> UnknownKeys.refuse(user)).doesNotThrowAnyException();
    }
}

package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefusedStartIT {

    private static final int EXIT_NOT_NOW = 75;
    private static final int EXIT_CONFIG = 78;

    @TempDir
    private Path folder;

    @Test
    void unknownSettingsAreAllNamedAndNothingIsBegun() throws IOException, InterruptedException {
        Path settings = folder.resolve("baton.conf");
        Files.writeString(settings, """
                baton.http.prot = 0
                baton.persistence.sqlite { file = "%s", size-limit = 1 GiB }
                """.formatted(folder.resolve("data/baton.db")));

        PackagedBaton.Outcome outcome =
                PackagedBaton.run(folder, Duration.ofMinutes(2), List.of("server", "--config", settings.toString()));

        assertThat(outcome.exitCode()).isEqualTo(EXIT_CONFIG);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains(settings + ":1: baton.http.prot is not a setting. Did you mean baton.http.port?")
                .contains(settings + ":2: baton.persistence.sqlite.size-limit is not a setting.");
        assertThat(folder.resolve("data")).as("nothing was begun").doesNotExist();
    }

    /** Whatever starts services is to try again, which it does not after a wrong setting. */
    @Test
    void aStoreThatIsNotThereYetIsNoWrongSetting() throws IOException, InterruptedException {
        Path settings = folder.resolve("baton.conf");
        Files.writeString(settings, """
                baton.http.port = 0
                baton.persistence { store = postgresql, postgresql.url = "jdbc:postgresql://127.0.0.1:9/baton" }
                """);

        PackagedBaton.Outcome outcome =
                PackagedBaton.run(folder, Duration.ofMinutes(2), List.of("server", "--config", settings.toString()));

        assertThat(outcome.exitCode()).isEqualTo(EXIT_NOT_NOW);
        assertThat(outcome.err()).contains("cannot open postgresql at", "127.0.0.1:9");
    }
}

package dev.baton.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that writes is killed with SIGKILL at any moment. */
class CrashTest {

    private static final int ROUNDS = 3;
    private static final int ROUNDS_SLOW = 30;
    private static final int LINES_MIN = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_is_there_and_index_and_events_agree(TestStore kind) throws IOException {
        rounds(kind, ROUNDS);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void the_same_many_times(TestStore kind) throws IOException {
        rounds(kind, ROUNDS_SLOW);
    }

    private void rounds(TestStore kind, int rounds) throws IOException {
        Config config = kind.fresh(folder);
        String place = switch (kind) {
            case SQLITE -> config.getString("baton.persistence.sqlite.file");
            case POSTGRESQL -> config.getString("baton.persistence.postgresql.url");
        };
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            Map<String, Long> lastLines = writeAndKill(kind, place, LINES_MIN + random.nextInt(2_000));
            acknowledged.putAll(lastLines);
            try (Store store = TestStore.open(config)) {
                check(store, acknowledged, "seed " + seed + ", round " + round);
            }
        }
    }

    /** The last number that was acknowledged for each run. */
    private static Map<String, Long> writeAndKill(TestStore kind, String place, int lines) throws IOException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        kind.name().toLowerCase(Locale.ROOT),
                        place))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Long> acknowledged = new HashMap<>();
        try (BufferedReader reader = child.inputReader()) {
            int read = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ");
                if (words.length == 2 && words[0].startsWith("crash")) {
                    acknowledged.put(words[0], Long.parseLong(words[1]));
                }
                read++;
                if (read == lines) {
                    // Not the process itself: that would close the stream, and what it still holds counts.
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(read).as("lines of the child").isGreaterThanOrEqualTo(lines);
        }
        return acknowledged;
    }

    private static void check(Store store, Map<String, Long> acknowledged, String when) {
        acknowledged.forEach((run, seqNr) -> {
            String where = " FROM journal WHERE persistence_id = '" + Rows.id(run) + "'";
            long highest = Rows.number(store, "SELECT max(seq_nr)" + where);
            assertThat(highest).as("%s of %s", run, when).isGreaterThanOrEqualTo(seqNr);
            assertThat(Rows.number(store, "SELECT count(*)" + where)).as(when).isEqualTo(highest);
            assertThat(Rows.number(
                            store,
                            "SELECT CAST(waits_for AS BIGINT) FROM run_index WHERE tenant = 'default' AND run_id = '"
                                    + run + "'"))
                    .as("index of %s after %s", run, when)
                    .isEqualTo(highest);
        });
    }
}

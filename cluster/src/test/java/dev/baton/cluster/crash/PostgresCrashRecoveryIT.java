package dev.baton.cluster.crash;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On PostgreSQL, which itself goes on: the connections of the dead server, and what they had begun, must not be in the way. */
final class PostgresCrashRecoveryIT {

    @Test
    void keepsEverythingItAcknowledgedWhenItIsKilledUnderLoad(@TempDir Path folder) throws IOException {
        survive(folder, 2);
    }

    @Test
    @Tag("slow")
    void keepsEverythingItAcknowledgedWhenItIsKilledFiftyTimes(@TempDir Path folder) throws IOException {
        survive(folder, 50);
    }

    private static void survive(Path folder, int rounds) throws IOException {
        try (RealPostgres postgres = RealPostgres.start()) {
            Crashes.survive("PostgreSQL", new ServerProcess(folder, Settings.postgresql(postgres.url())), rounds);
        }
    }
}

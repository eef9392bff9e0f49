package dev.baton.cluster.crash;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded store. */
final class CrashRecoveryIT {

    @Test
    void keepsEverythingItAcknowledgedWhenItIsKilledUnderLoad(@TempDir Path folder) throws IOException {
        Crashes.survive("SQLite", server(folder), 3);
    }

    @Test
    @Tag("slow")
    void keepsEverythingItAcknowledgedWhenItIsKilledFiftyTimes(@TempDir Path folder) throws IOException {
        Crashes.survive("SQLite", server(folder), 50);
    }

    private static ServerProcess server(Path folder) {
        return new ServerProcess(folder, Settings.sqlite(folder));
    }
}

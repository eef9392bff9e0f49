package dev.baton.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.rules.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd. */
final class UnitFileTest {

    private static final String UNIT = Sources.read(DeployFiles.FOLDER.resolve("systemd/baton.service"));
    private static final long SYSTEMD_SECONDS_MAX = 60;

    @TempDir
    private Path folder;

    @Test
    void aServerThatCannotStartIsNotStartedAgainAndAgain() {
        assertThat(UNIT.lines())
                .contains("RestartPreventExitStatus=78", "SuccessExitStatus=143", "Restart=always", "User=baton");
    }

    @Test
    void systemdTakesIt() throws IOException, InterruptedException {
        // The unit's own JVM is not on this machine.
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path unit = Files.writeString(folder.resolve("baton.service"), UNIT.replace("/opt/baton/java/bin/java", java));
        Path said = folder.resolve("said");
        Process verify;
        try {
            verify = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException missing) {
            System.err.println("SKIPPED: there is no systemd-analyze on the path, so the unit is not tried");
            Assumptions.abort("no systemd-analyze");
            return;
        }
        assertThat(verify.waitFor(SYSTEMD_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();

        assertThat(Sources.read(said)).isEmpty();
        assertThat(verify.exitValue()).isZero();
    }
}

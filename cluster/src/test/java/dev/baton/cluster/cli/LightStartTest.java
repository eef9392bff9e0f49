package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class LightStartTest {

    @Test
    @Timeout(60)
    void aVerbOfTheClientLoadsNothingOfTheEngine() throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("GET /v1/runs", 200, "{\"runs\":[]}");
            Process verb = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.baton.cluster.Main",
                            "run",
                            "list",
                            "--server",
                            server.url()))
                    .redirectErrorStream(true)
                    .start();

            String output = new String(verb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(output).contains("ID  WORKFLOW", "dev.baton.cluster.cli.RunVerbs");
            assertThat(output).doesNotContain("org.apache.pekko.", "scala.", "ch.qos.logback", "dev.baton.actors");
        }
    }
}

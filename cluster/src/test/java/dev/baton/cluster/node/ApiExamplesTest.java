package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/api.md} work, one after the other, against a real node. */
class ApiExamplesTest {

    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```bash\\n(.*?)^```$");
    private static final long PATIENCE_S = 120;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyExampleOfThePageWorks() throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        Matcher example = EXAMPLE.matcher(Files.readString(page()));
        while (example.find()) {
            script.append(example.group(1));
        }
        Path file = Files.writeString(folder.resolve("examples.sh"), script);

        try (Node node = Node.start(ConfigFactory.parseMap(Map.of(
                "baton.http.port",
                0,
                "baton.http-client.private-hosts",
                List.of("loopback"),
                "pekko.remote.artery.canonical.port",
                0,
                "baton.persistence.sqlite.file",
                folder.resolve("baton.db").toString())))) {
            ProcessBuilder builder = new ProcessBuilder("bash", "-x", file.toString()).redirectErrorStream(true);
            builder.environment()
                    .put("BATON", "http://127.0.0.1:" + node.address().getPort());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        }
    }

    private static Path page() {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.exists(above.resolve("docs/api.md"))) {
            above = Objects.requireNonNull(above.getParent(), "no docs/api.md above the working folder");
        }
        return above.resolve("docs/api.md");
    }
}

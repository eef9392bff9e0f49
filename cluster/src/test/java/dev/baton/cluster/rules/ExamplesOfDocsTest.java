package dev.baton.cluster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.WorkflowCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show does what they say. */
class ExamplesOfDocsTest {

    private static final String USUAL_URL = "http://127.0.0.1:8080";
    private static final long EXAMPLE_SECONDS_MAX = 60;

    @TempDir
    private Path folder;

    @Test
    void everyDefinitionCompiles() {
        int compiled = 0;
        for (Path page : Sources.pages()) {
            for (String block : Sources.blocks(page, "yaml")) {
                if (block.contains("apiVersion")) {
                    assertThat(WorkflowCompiler.compile(block).problems())
                            .as(page.getFileName() + ":\n" + block)
                            .isEmpty();
                    compiled++;
                }
            }
        }
        assertThat(compiled).isGreaterThan(1);
    }

    /** In their order, for one example works on what another has made. */
    @Test
    void everyRequestOfTheOperatorsPageSucceeds() throws Exception {
        List<String> examples = Sources.blocks(Sources.DOCS.resolve("operations.md"), "bash").stream()
                .filter(block -> block.contains("curl "))
                .toList();
        assertThat(examples).hasSizeGreaterThan(5);
        try (StartedNode node = StartedNode.in(folder.resolve("data"), Map.of())) {
            for (String example : examples) {
                assertThat(exitCode(example.replace(USUAL_URL, node.url())))
                        .as(() -> example + "\n" + Sources.read(folder.resolve("said")))
                        .isZero();
            }
        }
    }

    private int exitCode(String commands) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Files.deleteIfExists(said);
        Process shell = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(shell.waitFor(EXAMPLE_SECONDS_MAX, TimeUnit.SECONDS))
                    .as(commands)
                    .isTrue();
            return shell.exitValue();
        } finally {
            shell.destroyForcibly();
        }
    }
}

package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Attempts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The scripted models speak like the real ones: the clients of OpenAI and Anthropic understand them. Needs npm; the
 * packages are installed once, as the lock file says, and kept in the module's build folder.
 */
final class RealClientsTest {

    private static final Path SOURCE = Path.of("src/test/npm/models");
    private static final Path INSTALLED = Path.of("target/npm/models");
    private static final long SECONDS_MAX = 180;

    @Test
    void theClientsOfTheProvidersUnderstandTheScriptedModels() throws Exception {
        assumeTrue(
                isThere("node") && isThere("npm"), "SKIPPED: node and npm are needed for the providers' own clients");
        install();
        // The first answer of each is an overload: the clients retry, as with their providers.
        try (ScriptedModels models = new ScriptedModels(question -> question.number() % 2 == 1
                ? new ScriptedModels.Fails(429, "0", "{\"error\": {\"message\": \"slow down\", \"type\": \"rate\"}}")
                : new ScriptedModels.Says(
                        "Let me look.",
                        List.of(use("c1", "search", "{\"what\": \"news\"}")),
                        "done",
                        ScriptedModels.TOKENS))) {
            JsonNode understood = Attempts.json(run("node", "ask.mjs", models.url()));

            assertThat(understood)
                    .isEqualTo(Llm.json("{'chat': {'text': 'Let me look.', 'finish': 'tool_calls', 'tool': 'search',"
                            + " 'arguments': {'what': 'news'}, 'input': 100, 'output': 20, 'cached': 60, 'reasoning': 5},"
                            + " 'responses': {'text': 'Let me look.', 'finish': 'completed', 'tool': 'search',"
                            + " 'arguments': {'what': 'news'}, 'input': 100, 'output': 20, 'cached': 60, 'reasoning': 5},"
                            + " 'anthropic': {'text': 'Let me look.', 'finish': 'tool_use', 'tool': 'search',"
                            + " 'arguments': {'what': 'news'}, 'input': 100, 'output': 20, 'cached': 60}}"));
            assertThat(models.questions()).hasSize(6);
        }
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        boolean fresh = true;
        for (String file : List.of("package.json", "package-lock.json", "ask.mjs")) {
            Path from = SOURCE.resolve(file);
            Path to = INSTALLED.resolve(file);
            fresh &= Files.exists(to) && Files.mismatch(from, to) < 0;
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!fresh || Files.notExists(INSTALLED.resolve("node_modules"))) {
            run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("npm", ".out");
        Path complained = Files.createTempFile("npm", ".err");
        Process process = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectOutput(said.toFile())
                .redirectError(complained.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> String.join(" ", command) + ": " + read(complained))
                    .isZero();
            return read(said);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(said);
            Files.deleteIfExists(complained);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

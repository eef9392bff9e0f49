package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.NpmFolder;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The scripted models speak like the real ones: the clients of OpenAI and Anthropic understand them.
 */
final class RealClientsTest {

    @Test
    void theClientsOfTheProvidersUnderstandTheScriptedModels() throws Exception {
        NpmFolder clients = NpmFolder.installed("models");
        // The first answer of each is an overload: the clients retry, as with their providers.
        try (ScriptedModels models = new ScriptedModels(question -> question.number() % 2 == 1
                ? new ScriptedModels.Fails(429, "0", "{\"error\": {\"message\": \"slow down\", \"type\": \"rate\"}}")
                : new ScriptedModels.Says(
                        "Let me look.",
                        List.of(use("c1", "search", "{\"what\": \"news\"}")),
                        "done",
                        ScriptedModels.TOKENS))) {
            JsonNode understood = Attempts.json(clients.run("node", "ask.mjs", models.url()));

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
}

package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.Llm.agent;
import static dev.baton.actors.connector.llm.Llm.request;
import static dev.baton.actors.connector.llm.ScriptedModels.says;
import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.run.AttemptResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are heard while they answer. */
final class StreamingTest {

    private static final ScriptedModels.Says ANSWER = new ScriptedModels.Says(
            "Grüße, let me look.",
            List.of(use("c1", "search", "{\"what\": \"good news\"}"), use("c2", "search", "{\"what\": \"bad\"}")),
            "done",
            ScriptedModels.TOKENS);

    private final Llm llm = new Llm();
    private final Map<String, StringBuilder> heard = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        llm.close();
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        AgentConnector.Call call = llm.call(request);
        call.listen((message, words) ->
                heard.computeIfAbsent(message, ignored -> new StringBuilder()).append(words));
        return (AttemptResult.Progressed) Attempts.result(call);
    }

    private static JsonNode withoutTries(AttemptResult.Progressed turn) {
        ObjectNode record = turn.record().json().deepCopy();
        record.remove("tries");
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void whatIsStreamedComesToTheSameAsWhatComesInOnePiece(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> ANSWER);
                ScriptedModels others = new ScriptedModels(question -> ANSWER)) {
            AttemptResult.Progressed streamed =
                    turn(request(agent(api, models.url(), "stream: true, tools: [{agent: search}]")));
            AttemptResult.Progressed whole = llm.turn(request(agent(api, others.url(), "tools: [{agent: search}]")));

            assertThat(withoutTries(streamed)).isEqualTo(withoutTries(whole));
            assertThat(streamed.usage()).isEqualTo(whole.usage());
            assertThat(streamed.next()).isEqualTo(whole.next());
            assertThat(heard).hasSize(1);
            assertThat(heard.values().iterator().next()).hasToString("Grüße, let me look.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void aStreamThatBreaksOffIsAskedForAgainAndIsAnotherMessage(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> question.number() == 1
                ? new ScriptedModels.BreaksOff(says("One two three four five"), 5)
                : says("Done at last"))) {
            AttemptResult.Progressed turn = turn(request(agent(api, models.url(), "stream: true")));

            assertThat(turn.next()).isInstanceOf(AttemptResult.Next.Done.class);
            assertThat(models.questions()).hasSize(2);
            assertThat(heard.values())
                    .map(StringBuilder::toString)
                    .contains("Done at last")
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void aStreamThatFallsSilentHasItsTimeAndIsAskedForAgain(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> question.number() == 1
                ? new ScriptedModels.Stalls(says("One two three four five"), 5)
                : says("Done at last"))) {
            AttemptResult.Progressed turn =
                    turn(request(agent(api, models.url(), "stream: true, turnTimeout: PT0.5S")));

            assertThat(turn.next()).isInstanceOf(AttemptResult.Next.Done.class);
            assertThat(turn.record().json().path("tries").asInt()).isEqualTo(2);
            assertThat(models.questions()).hasSize(2);
        }
    }

    @Test
    void aServerThatCannotStreamIsUnderstood() {
        try (ScriptedModels models = new ScriptedModels(question -> new ScriptedModels.Raw(
                "{\"choices\": [{\"message\": {\"content\": \"whole\"}, \"finish_reason\": \"stop\"}]}"))) {
            AttemptResult.Progressed turn = turn(request(agent("chat-completions", models.url(), "stream: true")));

            assertThat(turn.next()).isInstanceOf(AttemptResult.Next.Done.class);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void aFailureInTheMiddleOfAStreamIsToldInTheProvidersWords() {
        try (ScriptedModels models = new ScriptedModels(question ->
                new ScriptedModels.Raw("data: {\"error\": {\"message\": \"the engine caught fire\"}}\n\n"))) {
            AttemptResult.Failed failed = llm.failure(request(agent("chat-completions", models.url(), "stream: true")));

            assertThat(failed.error().message()).contains("the engine caught fire");
        }
    }
}

package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.Llm.KEY;
import static dev.baton.actors.connector.llm.Llm.agent;
import static dev.baton.actors.connector.llm.Llm.request;
import static dev.baton.actors.connector.llm.ScriptedModels.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are overloaded, broken, slow or unwilling. */
final class ModelTroubleTest {

    private final Llm llm = new Llm();

    @AfterEach
    void stop() {
        llm.close();
    }

    private static ScriptedModels.Move overloaded(int status, String retryAfter) {
        return new ScriptedModels.Fails(status, retryAfter, "{\"error\": {\"message\": \"too much to do\"}}");
    }

    private static AgentDefinition chain(ScriptedModels first, ScriptedModels second) {
        return Attempts.agent(
                "writer",
                "{connector: {llm: {turnTimeout: PT0.5S, models: [{model: a, url: '" + first.url()
                        + "'}, {api: anthropic, model: b, url: '" + second.url() + "'}]}}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 529, 500, 503, 408})
    void anOverloadedModelIsAskedAgain(int status) {
        try (ScriptedModels models =
                new ScriptedModels(question -> question.number() < 3 ? overloaded(status, "") : says("at last"))) {
            AttemptResult.Progressed turn = llm.turn(request(agent("chat-completions", models.url(), "")));

            assertThat(turn.next()).isInstanceOf(AttemptResult.Next.Done.class);
            assertThat(turn.record().json().path("tries").asInt()).isEqualTo(3);
        }
    }

    @Test
    void itIsNotAskedBeforeItWantsToBe() {
        try (ScriptedModels models =
                new ScriptedModels(question -> question.number() == 1 ? overloaded(429, "1") : says("at last"))) {
            long start = System.nanoTime();
            llm.turn(request(agent("chat-completions", models.url(), "")));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        }
    }

    @Test
    void oneThatWantsMoreTimeThanThereIsFailsTheAttemptWithItsWish() {
        try (ScriptedModels models = new ScriptedModels(question -> overloaded(429, "3600"))) {
            AttemptResult.Failed failed = llm.failure(request(agent("chat-completions", models.url(), "")));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(failed.error().message()).contains("429").contains("too much to do");
            assertThat(failed.retryAfter()).isEqualTo(Duration.ofHours(1));
            assertThat(models.questions()).hasSize(1);
        }
    }

    @Test
    void whatIsNotTheModelsFaultIsNotTriedAgain() {
        try (ScriptedModels models = new ScriptedModels(
                question -> new ScriptedModels.Fails(400, "", "{\"error\": {\"message\": \"unknown field\"}}"))) {
            AttemptResult.Failed failed = llm.failure(request(agent("chat-completions", models.url(), "")));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(failed.error().message()).contains("400: unknown field");
            assertThat(models.questions()).hasSize(1);
        }
    }

    @Test
    void theNextModelOfTheChainAnswersForOneThatDoesNot() {
        try (ScriptedModels first = new ScriptedModels(question -> overloaded(529, "60"));
                ScriptedModels second = new ScriptedModels(question -> says("here"))) {
            AttemptResult.Progressed turn = llm.turn(request(chain(first, second)));

            assertThat(turn.record().json().path("model").asText()).isEqualTo("b");
            assertThat(turn.record().json().path("tries").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aModelThatNeverAnswersIsLeftForTheNextOneAfterItsTime() {
        try (ScriptedModels first = new ScriptedModels(question -> new ScriptedModels.Hangs());
                ScriptedModels second = new ScriptedModels(question -> says("here"))) {
            assertThat(llm.turn(request(chain(first, second)))
                            .record()
                            .json()
                            .path("model")
                            .asText())
                    .isEqualTo("b");
        }
    }

    @Test
    void anAnswerThatBreaksOffAndOneThatIsNoneAreAskedForAgain() {
        try (ScriptedModels models = new ScriptedModels(question -> switch (question.number()) {
            case 1 -> new ScriptedModels.Breaks();
            case 2 -> new ScriptedModels.Raw("<html>");
            case 3 -> new ScriptedModels.Raw("{\"choices\": []}");
            default -> says("whole");
        })) {
            AttemptResult.Progressed turn = llm.turn(request(agent("chat-completions", models.url(), "")));

            assertThat(turn.record().json().path("tries").asInt()).isEqualTo(4);
        }
    }

    @Test
    void allModelsOutOfReachMakeTheAttemptUnavailable() {
        try (ScriptedModels models = new ScriptedModels(question -> overloaded(500, ""))) {
            AttemptResult.Failed failed = llm.failure(request(agent("chat-completions", models.url(), "")));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(models.questions()).hasSize(ModelTurn.ROUNDS_MAX);
        }
    }

    @Test
    void theKeyGoesToTheProviderAndNowhereElse() {
        try (ScriptedModels models = new ScriptedModels(question ->
                new ScriptedModels.Fails(401, "", "{\"error\": {\"message\": \"Incorrect API key: " + KEY + "\"}}"))) {
            AttemptResult.Failed failed = llm.failure(request(agent("chat-completions", models.url(), "")));

            assertThat(models.questions().getFirst().headers().getFirst("Authorization"))
                    .isEqualTo("Bearer " + KEY);
            assertThat(failed.toString())
                    .contains("Incorrect API key: [secret]")
                    .doesNotContain(KEY);
        }
    }

    @Test
    void aSecretInAHeaderDoesNotShowEither() {
        try (ScriptedModels models = new ScriptedModels(question -> new ScriptedModels.Fails(
                401, "", "unknown: " + question.headers().getFirst("api-key")))) {
            AgentDefinition agent = Attempts.agent(
                    "writer",
                    "{connector: {llm: {models: [{model: a, url: '" + models.url()
                            + "', headers: {api-key: 'secret://openai'}}]}}}");

            assertThat(llm.failure(request(agent)).error().message()).contains("unknown: [secret]");
            assertThat(models.questions().getFirst().headers().getFirst("api-key"))
                    .isEqualTo(KEY);
        }
    }

    @Test
    void aKeyThatThisNodeDoesNotHaveIsNamed() {
        try (ScriptedModels models = new ScriptedModels(question -> says("ok"))) {
            AgentDefinition agent = Attempts.agent(
                    "writer",
                    "{connector: {llm: {models: [{model: a, url: '" + models.url() + "', key: 'secret://other'}]}}}");

            AttemptResult.Failed failed = llm.failure(request(agent));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(failed.error().message()).contains("needs secret://other");
            assertThat(models.questions()).isEmpty();
        }
    }

    @Test
    void aCancelledTurnEndsAndAsksNobodyAgain() {
        try (ScriptedModels models = new ScriptedModels(question -> new ScriptedModels.Hangs())) {
            AttemptRequest request = request(agent("chat-completions", models.url(), ""));
            AgentConnector.Call call = llm.call(request);

            call.cancel();

            assertThat(Attempts.kindOf(call)).isEqualTo(ErrorKind.CANCELLED);
        }
    }
}

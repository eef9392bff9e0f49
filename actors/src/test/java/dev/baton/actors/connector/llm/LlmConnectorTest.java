package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.Llm.after;
import static dev.baton.actors.connector.llm.Llm.agent;
import static dev.baton.actors.connector.llm.Llm.json;
import static dev.baton.actors.connector.llm.Llm.request;
import static dev.baton.actors.connector.llm.ScriptedModels.says;
import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static dev.baton.actors.connector.llm.ScriptedModels.uses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models say, and what becomes of it; each in the words of all providers where these differ. */
final class LlmConnectorTest {

    private static final String TITLE =
            "|output: {type: object, required: [title], properties: {title: {type: string}}}";

    private final Llm llm = new Llm(
            Llm.prices("{'version': '2026-11', 'models': {'m-1': {'input': 2.5, 'cachedInput': 0.25, 'output': 10}}}"));

    @AfterEach
    void stop() {
        llm.close();
    }

    private static JsonNode output(AttemptResult.Progressed turn) {
        assertThat(turn.next()).isInstanceOf(Next.Done.class);
        return ((Next.Done) turn.next()).result().output().json();
    }

    private static RunError error(AttemptResult.Progressed turn) {
        assertThat(turn.next()).isInstanceOf(Next.GivenUp.class);
        return ((Next.GivenUp) turn.next()).result().error();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void aTextIsTheOutputAndTheUsageIsThatOfTheProvider(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> says("All is well."))) {
            AttemptResult.Progressed turn = llm.turn(request(agent(api, models.url(), "instructions: Be brief.")));

            assertThat(output(turn)).isEqualTo(json("'All is well.'"));
            long reasoning = api.equals("anthropic") ? 0 : 5;
            // 40 at 2.5, 60 at 0.25, 20 at 10.
            assertThat(turn.usage()).isEqualTo(new Usage(100, 20, 315, 60, reasoning));
            assertThat(turn.record().json().path("prices").asText()).isEqualTo("2026-11");
            assertThat(turn.record().json().path("model").asText()).isEqualTo("m-1");
            assertThat(models.questions().getFirst().body().toString())
                    .contains("Be brief.")
                    .contains("What is new?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void whatTheModelWantsDoneIsCalledForAndItHearsWhatCameOfIt(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> question.number() == 1
                ? uses(use("c1", "search", "{\"what\": \"news\"}"), use("c2", "refund", "{\"order\": 7}"))
                : says("Done."))) {
            AttemptRequest request = request(agent(api, models.url(), "tools: [{agent: search}, {workflow: refund}]"));

            AttemptResult.Progressed first = llm.turn(request);
            assertThat(first.next())
                    .isEqualTo(new Next.Calls(List.of(
                            new AttemptResult.Call(Callee.agent("search"), new Payload(json("{'what': 'news'}"))),
                            new AttemptResult.Call(
                                    Callee.workflow("refund", null), new Payload(json("{'order': 7}"))))));
            AttemptResult.Progressed second = llm.turn(after(
                    request,
                    first,
                    new AgentTurn.Result(new Payload(json("{'found': 3}")), null),
                    new AgentTurn.Result(null, RunError.of(ErrorKind.REJECTED, "no such order"))));

            assertThat(output(second)).isEqualTo(json("'Done.'"));
            assertThat(second.number()).isEqualTo(2);
            String told = models.questions().get(1).body().toString();
            assertThat(told)
                    .contains("{\\\"found\\\":3}")
                    .contains("rejected: no such order")
                    .contains("\"c1\"")
                    .contains("\"c2\"");
        }
    }

    @Test
    void toolsAreOfferedWithTheirMandateAndSchema() {
        try (ScriptedModels models = new ScriptedModels(question -> says("ok"))) {
            llm.turn(request(agent(
                    "chat-completions",
                    models.url(),
                    "tools: [{agent: search, as: find}, {workflow: refund, description: Pays back.}]")));

            JsonNode tools = models.questions().getFirst().body().path("tools");
            assertThat(tools.at("/0/function/name").asText()).isEqualTo("find");
            assertThat(tools.at("/0/function/description").asText()).isEqualTo("Finds things.");
            assertThat(tools.at("/0/function/parameters/properties/what/type").asText())
                    .isEqualTo("string");
            assertThat(tools.at("/1/function/description").asText()).isEqualTo("Pays back.");
            assertThat(tools.at("/1/function/parameters/type").asText()).isEqualTo("object");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"what\": ", "{}", "[1]"})
    void argumentsThatAreOfNoUseGoBackToTheModelAndCallNobody(String arguments) {
        try (ScriptedModels models = new ScriptedModels(
                question -> question.number() == 1 ? uses(use("c1", "search", arguments)) : says("I see."))) {
            AttemptRequest request = request(agent("chat-completions", models.url(), "tools: [{agent: search}]"));

            AttemptResult.Progressed first = llm.turn(request);
            assertThat(first.next()).isEqualTo(new Next.Again());
            assertThat(output(llm.turn(after(request, first)))).isEqualTo(json("'I see.'"));
            assertThat(models.questions()
                            .get(1)
                            .body()
                            .at("/messages/2/content")
                            .asText())
                    .startsWith("The arguments");
        }
    }

    @Test
    void nobodyIsCalledWhomTheDefinitionDoesNotName() {
        llm.register("shell", "{connector: {queue: {queue: q}}}");
        try (ScriptedModels models = new ScriptedModels(question -> uses(use("c1", "shell", "{}")))) {
            AttemptResult.Progressed turn =
                    llm.turn(request(agent("chat-completions", models.url(), "tools: [{agent: search}]")));

            assertThat(turn.next()).isEqualTo(new Next.Again());
            assertThat(turn.record().json().at("/uses/0/refused").asText())
                    .isEqualTo("There is no tool shell. There are: search.");
        }
    }

    @Test
    void aToolThatIsNotRegisteredFailsTheAttemptBeforeTheModelIsAsked() {
        try (ScriptedModels models = new ScriptedModels(question -> says("ok"))) {
            AttemptResult.Failed failed =
                    llm.failure(request(agent("chat-completions", models.url(), "tools: [{agent: nobody}]")));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(failed.error().message()).contains("there is no agent nobody");
            assertThat(models.questions()).isEmpty();
        }
    }

    @Test
    void callsWithinCallsEndSomewhere() {
        try (ScriptedModels models = new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"x\"}")))) {
            AttemptRequest shallow = request(agent("chat-completions", models.url(), "tools: [{agent: search}]"));
            String path = "a" + "[1]/1-search".repeat(ToolBox.DEPTH_MAX);
            AttemptRequest deep = new AttemptRequest(
                    shallow.tenant(),
                    shallow.run(),
                    path,
                    shallow.attempt(),
                    1,
                    shallow.agent(),
                    shallow.input(),
                    shallow.context(),
                    shallow.timeout(),
                    shallow.deadline());

            assertThat(llm.turn(deep).next()).isEqualTo(new Next.Again());
            assertThat(models.questions().getFirst().body().has("tools")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void anOutputThatDoesNotMatchIsMendedByTheModel(String api) {
        List<String> answers = List.of("I think: nothing", "{\"titel\": 1}", "```json\n{\"title\": \"News\"}\n```");
        try (ScriptedModels models = new ScriptedModels(question -> says(answers.get(question.number() - 1)))) {
            AttemptRequest request = request(agent(api, models.url(), TITLE));

            AttemptResult.Progressed first = llm.turn(request);
            assertThat(first.next()).isEqualTo(new Next.Again());
            request = after(request, first);
            AttemptResult.Progressed second = llm.turn(request);
            request = after(request, second);

            assertThat(output(llm.turn(request))).isEqualTo(json("{'title': 'News'}"));
            assertThat(models.questions().get(1).body().toString()).contains("Your answer is not JSON");
            assertThat(models.questions().get(2).body().toString())
                    .contains("does not match the JSON Schema")
                    .contains("I think: nothing");
            assertThat(models.questions().getFirst().body().toString()).contains("title");
        }
    }

    @Test
    void anOutputIsMendedOnlySoOften() {
        try (ScriptedModels models = new ScriptedModels(question -> says("{}"))) {
            AttemptRequest request = request(agent("chat-completions", models.url(), "maxRepairs: 1" + TITLE));

            request = after(request, llm.turn(request));
            AttemptResult.Progressed last = llm.turn(request);

            assertThat(error(last).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(last.usage().inputTokens()).isEqualTo(100);
        }
    }

    @Test
    void anAgentThatTurnsInCirclesIsStopped() {
        try (ScriptedModels models = new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"x\"}")))) {
            AttemptRequest request =
                    request(agent("chat-completions", models.url(), "tools: [{agent: search}], maxTurns: 2"));

            request = after(request, llm.turn(request), new AgentTurn.Result(new Payload(json("1")), null));

            assertThat(error(llm.turn(request)).kind()).isEqualTo(ErrorKind.BUDGET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-completions", "anthropic", "responses"})
    void aRefusalIsOneAndAnAnswerThatIsCutIsNone(String api) {
        try (ScriptedModels models = new ScriptedModels(question -> new ScriptedModels.Says(
                "I may not.", List.of(), question.number() == 1 ? "refused" : "cut", ScriptedModels.TOKENS))) {
            AttemptRequest request = request(agent(api, models.url(), ""));

            assertThat(error(llm.turn(request)).kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(error(llm.turn(request)).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        }
    }

    @Test
    void thePromptIsMadeOfTheInput() {
        try (ScriptedModels models = new ScriptedModels(question -> says("ok"))) {
            llm.turn(Attempts.of(
                    agent("chat-completions", models.url(), "prompt: 'Summarize: ${ input.text } (${ run.workflow })'"),
                    json("{'text': 'much'}")));

            assertThat(models.questions()
                            .getFirst()
                            .body()
                            .at("/messages/0/content")
                            .asText())
                    .isEqualTo("Summarize: much (review)");
        }
    }

    @Test
    void theOldestAnswersOfToolsAreLeftOutWhenTheyBecomeTooMany() {
        try (ScriptedModels models = new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"x\"}")))) {
            AttemptRequest request =
                    request(agent("chat-completions", models.url(), "tools: [{agent: search}], contextTokens: 1000"));
            for (int turn = 1; turn <= 6; turn++) {
                Payload found = new Payload(json("'" + ("answer" + turn + " ").repeat(150) + "'"));
                request = after(request, llm.turn(request), new AgentTurn.Result(found, null));
            }

            llm.turn(request);

            String body = models.questions().getLast().body().toString();
            assertThat(body)
                    .contains("characters are left out]")
                    .contains("answer6 answer6")
                    .contains("What is new?");
            assertThat(body).doesNotContain("answer1 answer1");
            assertThat(body.length()).isLessThan(6_000);
        }
    }
}

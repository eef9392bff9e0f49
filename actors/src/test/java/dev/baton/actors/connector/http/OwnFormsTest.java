package dev.baton.actors.connector.http;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.http.ScriptedApi.Asked;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents whose requests and answers have a form of their own, and those that are asked until they are done. */
class OwnFormsTest {

    private static final String JOBS = "path: /jobs, body: {'task': '${ input.text }'},"
            + " poll: {path: '/jobs/${ answer.id }', every: PT0.01S, done: {at: /state, is: [done]}},"
            + " failed: {at: /state, is: [failed]}, error: /why, output: /result, cancel: {path: '/jobs/${ answer.id }/cancel'}";

    private final HttpFixture fixture = new HttpFixture();
    private final ScriptedApi api = new ScriptedApi();

    @AfterEach
    void stop() {
        api.close();
        fixture.close();
    }

    private AttemptRequest request(String settings, String input) {
        return Attempts.of(
                Attempts.agent(
                        "remote",
                        "{connector: {http: {url: '" + api.url() + "/v2', " + settings.replace("'", "\"") + "}}}"),
                json(input.replace('\'', '"')));
    }

    private AgentConnector.Call call(AttemptRequest request) {
        return fixture.connector.call(request);
    }

    private static AttemptRequest after(AttemptRequest request, AttemptResult.Progressed turn) {
        return request.with(List.of(new AgentTurn.Past(turn.record(), List.of())));
    }

    /** As the run does after the record of the first turn, or another node after a crash. */
    private AttemptRequest begun(AttemptRequest request) {
        AttemptResult result = Attempts.result(call(request));
        assertThat(result)
                .isInstanceOfSatisfying(
                        AttemptResult.Progressed.class,
                        turn -> assertThat(turn.next()).isEqualTo(new AttemptResult.Next.Again()));
        return after(request, (AttemptResult.Progressed) result);
    }

    @Test
    void aRequestIsMadeOfTheInput() {
        api.answer(200, "{'score': 7, 'spent': {'in': 10, 'out': 2}}");
        AttemptResult.Succeeded result = Attempts.succeeded(call(request(
                "method: PUT, path: '/customers/${ input.name }/score?for=${ run.workflow }', bearer: secret://token,"
                        + " headers: {X-Key: secret://token}, body: {'who': '${ input.name }', 'key': '${ attempt }'},"
                        + " output: /score, usage: {inputTokens: /spent/in, outputTokens: /spent/out}",
                "{'name': 'a/../b?c d'}")));

        assertThat(result.output().json()).isEqualTo(json("7"));
        assertThat(result.usage()).isEqualTo(new Usage(10, 2, 0));
        Asked asked = api.asked().getFirst();
        assertThat(asked.method()).isEqualTo("PUT");
        assertThat(asked.path()).isEqualTo("/v2/customers/a%2F%2E%2E%2Fb%3Fc%20d/score?for=review");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer " + HttpFixture.TOKEN);
        assertThat(asked.header("X-Key")).isEqualTo(HttpFixture.TOKEN);
        assertThat(asked.json().path("who").asText()).isEqualTo("a/../b?c d");
        assertThat(asked.json().path("key").asText()).isEqualTo(asked.header("Idempotency-Key"));
        assertThat(asked.header("Baton-Callback"))
                .as("is for whoever knows the contract")
                .isEmpty();
    }

    @Test
    void aGetAsksWithoutABody() {
        api.answer(200, "{'rows': [1]}");
        assertThat(Attempts.succeeded(call(request("method: GET, path: '?q=${ input.q }', output: ''", "{'q': 'x&y'}")))
                        .output()
                        .json())
                .isEqualTo(json("{\"rows\":[1]}"));
        assertThat(api.asked().getFirst())
                .satisfies(asked -> assertThat(asked.path()).isEqualTo("/v2?q=x%26y"))
                .satisfies(asked -> assertThat(asked.body()).isEmpty());
    }

    @Test
    void anAnswerThatIsAFailureIsOneThoughItsStatusIsGood() {
        api.answer(200, "{'status': 'failed', 'message': 'no " + HttpFixture.TOKEN + " here'}");
        AttemptResult.Failed failed = Attempts.failed(call(request(
                "body: {}, bearer: secret://token, failed: {at: /status, is: [failed]}, error: /message", "{}")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).contains("no [secret] here");
        assertThat(String.valueOf(failed.error().details())).doesNotContain(HttpFixture.TOKEN);
    }

    @Test
    void anAnswerWithoutTheOutputIsInvalid() {
        api.answer(200, "{'other': 1}");
        assertThat(Attempts.kindOf(call(request("output: /result", "{}")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void workThatWasBegunIsAskedForUntilItIsDone() {
        api.answer(202, "{'id': 'j/1'}");
        AttemptRequest begun = begun(request(JOBS, "{'text': 'go'}"));
        assertThat(api.asked().getFirst().path()).isEqualTo("/v2/jobs");

        api.answer(200, "{'state': 'running'}").answer(503, "").answer(200, "{'state': 'done', 'result': {'n': 1}}");
        assertThat(Attempts.succeeded(call(begun)).output().json()).isEqualTo(json("{\"n\":1}"));

        List<Asked> later = api.asked().subList(1, api.asked().size());
        assertThat(later).hasSize(3).allSatisfy(asked -> {
            assertThat(asked.method() + " " + asked.path()).isEqualTo("GET /v2/jobs/j%2F1");
            assertThat(asked.header("Idempotency-Key")).isEmpty();
        });
    }

    @Test
    void anAgentThatIsDoneAtOnceIsNotAsked() {
        api.answer(200, "{'state': 'done', 'result': 1}");
        assertThat(Attempts.succeeded(call(request(JOBS, "{'text': 'go'}")))
                        .output()
                        .json())
                .isEqualTo(json("1"));
    }

    @Test
    void workThatFailsFailsTheAttempt() {
        api.answer(200, "{'id': 1}");
        AttemptRequest begun = begun(request(JOBS, "{'text': 'go'}"));
        api.answer(200, "{'state': 'failed', 'why': 'no crew'}");
        assertThat(Attempts.failed(call(begun)).error().message()).isEqualTo("agent remote failed: no crew");
    }

    @Test
    void workThatIsNotKnownAnyMoreIsRejected() {
        api.answer(200, "{'id': 1}");
        AttemptRequest begun = begun(request(JOBS, "{'text': 'go'}"));
        api.answer(404, "gone");
        assertThat(Attempts.kindOf(call(begun))).isEqualTo(ErrorKind.REJECTED);
    }

    @Test
    void workIsCalledOffAndOnANodeThatStopsIsNot() throws InterruptedException {
        api.answer(200, "{'id': 1}");
        AttemptRequest begun = begun(request(JOBS, "{'text': 'go'}"));
        api.usually(200, "{'state': 'running'}");

        AgentConnector.Call left = call(begun);
        left.leave();
        assertThat(left.result().toCompletableFuture()).isNotDone();

        AgentConnector.Call cancelled = call(begun);
        cancelled.cancel();
        assertThat(Attempts.kindOf(cancelled)).isEqualTo(ErrorKind.CANCELLED);
        Asked last = api.untilAsked(asked -> asked.path().endsWith("/cancel"));
        assertThat(last.method() + " " + last.path()).isEqualTo("POST /v2/jobs/1/cancel");
        assertThat(last.header("Idempotency-Key")).isEqualTo(begun.attempt() + "-cancel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/jobs/1", "http://elsewhere.example/", "jobs/1", "file:/etc/passwd"})
    void aStatusUrlElsewhereIsNotAsked(String url) {
        String settings = JOBS.replace("/jobs/${ answer.id }'", "${ answer.url }'");
        api.answer(200, "{'url': '" + url + "'}");
        AttemptRequest begun = begun(request(settings, "{'text': 'go'}"));
        assertThat(Attempts.kindOf(call(begun))).isEqualTo(ErrorKind.REJECTED);
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void aStatusUrlOfTheSameHostIsAsked() {
        String settings = JOBS.replace("/jobs/${ answer.id }'", "${ answer.url }'");
        api.answer(200, "{'url': '" + api.url() + "/status?id=1'}");
        AttemptRequest begun = begun(request(settings, "{'text': 'go'}"));
        api.answer(200, "{'state': 'done', 'result': 2}");
        assertThat(Attempts.succeeded(call(begun)).output().json()).isEqualTo(json("2"));
        assertThat(api.asked().getLast().path()).isEqualTo("/status?id=1");
    }

    @Test
    void anExpressionThatFailsAsksNobody() {
        AttemptResult.Failed failed = Attempts.failed(call(request("body: {'a': '${ input.missing }'}", "{}")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("body");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void anAgentThatWantsTheCallbackGetsItWhereItWantsIt() {
        api.answer(202, "");
        AttemptResult result = Attempts.result(call(request("body: {'webhook': '${ callback }'}", "{}")));
        assertThat(result)
                .isInstanceOfSatisfying(
                        AttemptResult.Accepted.class,
                        accepted -> assertThat(accepted.passive()).isTrue());
        JsonNode webhook = api.asked().getFirst().json().path("webhook");
        assertThat(webhook.asText()).startsWith(HttpFixture.PUBLIC_URL);
    }
}

package dev.baton.actors.connector.a2a;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class A2aConnectorTest {

    private final ScriptedAgent agent = new ScriptedAgent();
    private final A2a a2a = new A2a();
    private final AgentConnector connector = a2a.connector;

    @AfterEach
    void close() {
        a2a.close();
        agent.close();
    }

    private AttemptRequest request(String more) {
        return A2a.request(agent.url(), "hello", more);
    }

    private AttemptRequest request() {
        return request("");
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        AttemptResult result = Attempts.result(connector.call(request));
        assertThat(result).isInstanceOf(AttemptResult.Progressed.class);
        return (AttemptResult.Progressed) result;
    }

    @Test
    void aMessageThatIsAnsweredAtOnceIsTheOutput() {
        agent.result(
                "{'message': {'messageId': 'm', 'role': 'ROLE_AGENT', 'parts': [{'text': 'hi'}, {'text': 'there'}]}}");
        AttemptRequest request = request(", bearer: 'secret://token'");
        assertThat(Attempts.succeeded(connector.call(request)).output().json())
                .isEqualTo(TextNode.valueOf("hi\nthere"));
        ScriptedAgent.Asked asked = agent.asked.getFirst();
        assertThat(asked.rpc()).isEqualTo("SendMessage");
        assertThat(asked.version()).isEqualTo("1.0");
        assertThat(asked.authorization()).isEqualTo("Bearer s3cret");
        assertThat(asked.body().path("params").path("message"))
                .isEqualTo(json("{\"messageId\":\"" + request.attempt()
                        + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"hello\",\"mediaType\":\"text/plain\"}]}"));
        assertThat(asked.body()
                        .path("params")
                        .path("configuration")
                        .path("returnImmediately")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void aTaskIsRecordedAndThenWatchedUntilItEnds() {
        agent.result("{'task': " + ScriptedAgent.task("TASK_STATE_SUBMITTED", "") + "}")
                .result(ScriptedAgent.task("TASK_STATE_WORKING", ""))
                .answer(503, "")
                .result("{'id': 't1', 'contextId': 'c1', 'status': {'state': 'TASK_STATE_COMPLETED'},"
                        + " 'artifacts': [{'artifactId': 'a', 'parts': [{'data': {'sum': 3}}]}]}");
        AttemptRequest first = request();
        AttemptResult.Progressed turn = turn(first);
        assertThat(turn.next()).isEqualTo(new AttemptResult.Next.Again());

        // As after a crash: nothing but the record is left.
        try (A2a elsewhere = new A2a()) {
            AgentConnector.Call call = elsewhere.connector.call(A2a.after(first, turn));
            assertThat(Attempts.succeeded(call).output().json()).isEqualTo(json("{\"sum\":3}"));
        }
        assertThat(agent.asked)
                .extracting(ScriptedAgent.Asked::rpc)
                .containsExactly("SendMessage", "GetTask", "GetTask", "GetTask");
        assertThat(agent.asked.getLast().body().path("params").path("id").asText())
                .isEqualTo("t1");
    }

    /** It would be asked again only after a minute, which nobody waits here. */
    @Test
    void anAgentThatNotifiesIsAskedWhenItHasDoneSo() throws InterruptedException {
        agent.card(agent.cardOf("JSONRPC", "1.0")
                        .replace("'name'", "'capabilities': {'pushNotifications': true}, 'name'"))
                .result("{'task': " + ScriptedAgent.task("TASK_STATE_WORKING", "") + "}")
                .result(ScriptedAgent.task("TASK_STATE_WORKING", ""))
                .result(ScriptedAgent.task("TASK_STATE_COMPLETED", ", 'message': {'parts': [{'text': 'done'}]}"));
        AttemptRequest first = request(", push: true");
        AttemptRequest second = A2a.after(first, turn(first));
        assertThat(agent.asked
                        .getFirst()
                        .body()
                        .at("/params/configuration/taskPushNotificationConfig/url")
                        .asText())
                .isEqualTo(a2a.callbacks.nudgeUrl(first.tenant(), first.attempt()));

        AgentConnector.Call call = connector.call(second);
        awaitAsked("GetTask");
        a2a.nudges.nudge(new Callbacks.Subject(first.tenant(), first.attempt()));
        assertThat(Attempts.succeeded(call).output().json()).isEqualTo(TextNode.valueOf("done"));
    }

    @Test
    void anAgentThatCannotNotifyIsNotToldTo() {
        agent.result("{'task': " + ScriptedAgent.task("TASK_STATE_WORKING", "") + "}");
        turn(request(", push: true"));
        assertThat(agent.asked.getFirst().body().at("/params/configuration").toString())
                .isEqualTo("{\"returnImmediately\":true}");
    }

    @Test
    void whatTheAgentAsksIsAnsweredBySomebodyElseInTheSameTask() {
        agent.result("{'task': "
                        + ScriptedAgent.task(
                                "TASK_STATE_INPUT_REQUIRED", ", 'message': {'parts': [{'text': 'Which account?'}]}")
                        + "}")
                .result("{'task': " + ScriptedAgent.task("TASK_STATE_WORKING", "") + "}");
        AttemptRequest first = request(", onInput: clerk");
        AttemptResult.Progressed asks = turn(first);
        assertThat(asks.next()).isInstanceOfSatisfying(AttemptResult.Next.Calls.class, calls -> {
            assertThat(calls.calls()).hasSize(1);
            assertThat(calls.calls().getFirst().callee()).isEqualTo(Callee.agent("clerk"));
            assertThat(calls.calls().getFirst().input().json().path("question").asText())
                    .isEqualTo("Which account?");
        });

        AttemptRequest second =
                A2a.after(first, asks, new AgentTurn.Result(new Payload(TextNode.valueOf("the second")), null));
        assertThat(turn(second).next()).isEqualTo(new AttemptResult.Next.Again());
        assertThat(agent.asked.getLast().body().path("params").path("message"))
                .isEqualTo(json("{\"messageId\":\"" + first.attempt()
                        + "-2\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"the second\",\"mediaType\":\"text/plain\"}],"
                        + "\"taskId\":\"t1\",\"contextId\":\"c1\"}"));
    }

    @Test
    void aQuestionThatWasAnsweredIsNotPutAgainWhileTheAgentStillShowsIt() {
        String question = ", 'timestamp': '2026-11-21T20:00:00Z', 'message': {'messageId': 'q1', 'parts': []}";
        String next = ", 'timestamp': '2026-11-21T20:00:01Z', 'message': {'messageId': 'q2', 'parts': []}";
        agent.result("{'task': " + ScriptedAgent.task("TASK_STATE_INPUT_REQUIRED", question) + "}")
                .result("{'task': " + ScriptedAgent.task("TASK_STATE_INPUT_REQUIRED", question) + "}")
                .result(ScriptedAgent.task("TASK_STATE_INPUT_REQUIRED", question))
                .result(ScriptedAgent.task("TASK_STATE_INPUT_REQUIRED", next));
        AttemptRequest first = request(", onInput: clerk");
        AttemptRequest second =
                A2a.after(first, turn(first), new AgentTurn.Result(new Payload(TextNode.valueOf("the second")), null));
        AttemptResult.Progressed answered = turn(second);
        assertThat(answered.next()).isEqualTo(new AttemptResult.Next.Again());
        assertThat(turn(A2a.after(second, answered)).next()).isInstanceOf(AttemptResult.Next.Calls.class);
    }

    @Test
    void aQuestionThatNobodyAnswersCancelsTheTask() throws InterruptedException {
        agent.result("{'task': " + ScriptedAgent.task("TASK_STATE_INPUT_REQUIRED", "") + "}")
                .result("{}");
        AttemptRequest first = request(", onInput: clerk");
        AttemptRequest second = A2a.after(
                first, turn(first), new AgentTurn.Result(null, RunError.of(ErrorKind.TIMEOUT, "nobody came")));
        assertThat(Attempts.kindOf(connector.call(second))).isEqualTo(ErrorKind.TIMEOUT);
        awaitAsked("CancelTask");
    }

    @Test
    void whoeverAnswersIsAskedToSeeToAnAuthorizationToo() {
        agent.result("{'task': "
                + ScriptedAgent.task(
                        "TASK_STATE_AUTH_REQUIRED", ", 'message': {'parts': [{'text': 'Sign in at the bank'}]}")
                + "}");
        assertThat(turn(request(", onInput: clerk")).next())
                .isInstanceOfSatisfying(
                        AttemptResult.Next.Calls.class,
                        calls -> assertThat(calls.calls().getFirst().input().json())
                                .isEqualTo(json("{\"agent\":\"remote\",\"question\":\"Sign in at the bank\","
                                        + "\"authorization\":true,\"input\":\"hello\"}")));
    }

    @Test
    void aQuestionIsAFailureIfNobodyIsToAnswer() {
        agent.result("{'task': "
                + ScriptedAgent.task(
                        "TASK_STATE_INPUT_REQUIRED", ", 'message': {'parts': [{'text': 'Which account?'}]}")
                + "}");
        assertThat(Attempts.failed(connector.call(request())).error().message())
                .contains("Which account?", "connector.a2a.onInput");
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_STATE_FAILED, UNAVAILABLE",
        "TASK_STATE_REJECTED, REJECTED",
        "TASK_STATE_CANCELED, CANCELLED",
        "TASK_STATE_AUTH_REQUIRED, REJECTED",
        "TASK_STATE_NAPPING, INVALID_OUTPUT"
    })
    void anotherEndIsAFailureOfItsKind(String state, ErrorKind kind) {
        agent.result("{'task': " + ScriptedAgent.task(state, "") + "}");
        assertThat(Attempts.kindOf(connector.call(request()))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {'error': {'code': -32602, 'message': 'bad parts'}} | REJECTED",
                "200 | {'error': {'code': -32603, 'message': 'broken'}} | UNAVAILABLE",
                "400 | {'error': {'code': -32009, 'message': 'version'}} | REJECTED",
                "429 | {'error': {'code': -32603, 'message': 'slow down'}} | UNAVAILABLE",
                "503 | busy | UNAVAILABLE",
                "401 | who are you | REJECTED",
                "200 | not json | INVALID_OUTPUT",
                "200 | {'result': 1} | INVALID_OUTPUT",
                "200 | {'result': {'nothing': 1}} | INVALID_OUTPUT"
            })
    void anAnswerThatIsNoneIsAFailureOfItsKind(int status, String body, ErrorKind kind) {
        agent.answer(status, body);
        assertThat(Attempts.kindOf(connector.call(request()))).isEqualTo(kind);
    }

    @Test
    void whoGivesUpTellsTheAgentAndWhoLeavesDoesNot() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            agent.result("{'task': " + ScriptedAgent.task("TASK_STATE_WORKING", "") + "}");
        }
        AttemptRequest first = request();
        AttemptRequest second = A2a.after(first, turn(first));
        AgentConnector.Call left = connector.call(second);
        awaitAsked("GetTask");
        left.leave();
        assertThat(agent.asked).extracting(ScriptedAgent.Asked::rpc).doesNotContain("CancelTask");

        AgentConnector.Call cancelled = connector.call(second);
        cancelled.cancel();
        awaitAsked("CancelTask");
        assertThat(Attempts.kindOf(cancelled)).isEqualTo(ErrorKind.CANCELLED);
    }

    private void awaitAsked(String method) throws InterruptedException {
        long deadline = System.nanoTime() + Attempts.GENEROUS.toNanos();
        while (agent.asked.stream().noneMatch(asked -> asked.rpc().equals(method))) {
            assertThat(System.nanoTime() - deadline)
                    .as("%s was asked for", method)
                    .isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void theBindingOverPlainHttpIsSpokenToo() {
        agent.card(agent.cardOf("HTTP+JSON", "1.0"))
                .answer(200, "{'task': " + ScriptedAgent.task("TASK_STATE_SUBMITTED", "") + "}")
                .answer(200, ScriptedAgent.task("TASK_STATE_COMPLETED", ", 'message': {'parts': [{'text': 'done'}]}"));
        AttemptRequest first = request();
        assertThat(Attempts.succeeded(connector.call(A2a.after(first, turn(first))))
                        .output()
                        .json())
                .isEqualTo(TextNode.valueOf("done"));
        assertThat(agent.asked)
                .extracting(asked -> asked.method() + " " + asked.path())
                .containsExactly("POST /a2a/message:send", "GET /a2a/tasks/t1");
    }

    @Test
    void theVersionBeforeIsSpokenToo() {
        agent.card("{'name': 'a', 'protocolVersion': '0.3.0', 'url': '" + agent.url() + "/old'}")
                .result("{'kind': 'task', 'id': 't1', 'contextId': 'c1', 'status': {'state': 'submitted'}}")
                .result("{'kind': 'task', 'id': 't1', 'contextId': 'c1', 'status': {'state': 'completed'}, 'artifacts':"
                        + " [{'artifactId': 'a', 'parts': [{'kind': 'data', 'data': {'sum': 3}}]}]}");
        AttemptRequest first = request();
        assertThat(Attempts.succeeded(connector.call(A2a.after(first, turn(first))))
                        .output()
                        .json())
                .isEqualTo(json("{\"sum\":3}"));
        assertThat(agent.asked).extracting(ScriptedAgent.Asked::rpc).containsExactly("message/send", "tasks/get");
        assertThat(agent.asked.getFirst().body().path("params").path("message").path("parts"))
                .isEqualTo(json("[{\"kind\":\"text\",\"text\":\"hello\"}]"));
    }

    @Test
    void aCardWithoutAnInterfaceThatIsSpokenSaysWhatItOffers() {
        agent.card(agent.cardOf("SOAP", "7.0"));
        assertThat(Attempts.failed(connector.call(request())).error().message()).contains("GRPC 1.0, SOAP 7.0");
    }

    @Test
    void noCardIsAnErrorThatNamesItsPlace() {
        agent.card("");
        assertThat(Attempts.failed(connector.call(request())).error().message())
                .contains(agent.url() + "/.well-known/agent-card.json", "404");
    }

    @Test
    void aTokenDoesNotFollowTheCardToAnotherHost() {
        agent.card("{'supportedInterfaces': [{'url': 'http://elsewhere.example/', 'protocolBinding': 'JSONRPC',"
                + " 'protocolVersion': '1.0'}]}");
        assertThat(Attempts.failed(connector.call(request(", bearer: 'secret://token'")))
                        .error()
                        .message())
                .contains("elsewhere.example")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | no such token: s3cret",
                "200 | {'error': {'code': -32000, 'message': 'no such token: s3cret'}}"
            })
    void anAgentThatRepeatsTheTokenDoesNotMakeItKnown(int status, String body) {
        agent.answer(status, body);
        assertThat(Attempts.failed(connector.call(request(", bearer: 'secret://token'")))
                        .error()
                        .message())
                .contains("no such token: [secret]");
    }

    @Test
    void aTokenOfOAuthIsFetchedAndDoesNotFollowTheCardToAnotherHost() {
        try (StubApi issuer = new StubApi(
                (asked, body) -> new StubApi.Answer(200, "{\"access_token\": \"t1\", \"token_type\": \"Bearer\"}"))) {
            String oauth = ", oauth: {tokenUrl: '" + issuer.url()
                    + "/token', clientId: baton, clientSecret: 'secret://token'}";
            agent.result("{'message': {'messageId': 'm', 'parts': [{'text': 'hi'}]}}");
            assertThat(Attempts.succeeded(connector.call(request(oauth)))
                            .output()
                            .json())
                    .isEqualTo(TextNode.valueOf("hi"));
            assertThat(agent.asked.getFirst().authorization()).isEqualTo("Bearer t1");

            agent.card("{'supportedInterfaces': [{'url': 'http://elsewhere.example/', 'protocolBinding': 'JSONRPC',"
                    + " 'protocolVersion': '1.0'}]}");
            assertThat(Attempts.failed(connector.call(request(oauth + ", parts: text")))
                            .error()
                            .message())
                    .contains("elsewhere.example");
        }
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        assertThat(Attempts.failed(connector.call(request(", bearer: 'secret://other'")))
                        .error()
                        .message())
                .contains("secret://other");
        assertThat(agent.asked).isEmpty();
    }
}

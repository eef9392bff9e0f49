package dev.baton.actors.connector.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents that say what they do while they do it. */
class StreamingAgentTest {

    private static final String WORKING = "{'task': " + ScriptedAgent.task("TASK_STATE_WORKING", "") + "}";
    private static final String ENDED = "{'statusUpdate': {'taskId': 't1', 'contextId': 'c1', 'status':"
            + " {'state': 'TASK_STATE_COMPLETED', 'timestamp': '2026-11-21T20:00:00Z'}}}";
    private static final String DONE =
            ScriptedAgent.task("TASK_STATE_COMPLETED", ", 'message': {'messageId': 'm2', 'parts': [{'text': 'done'}]}");

    private final ScriptedAgent agent = new ScriptedAgent();
    private final A2a a2a = new A2a();
    private final Heard heard = new Heard();

    @BeforeEach
    void say() {
        agent.card(agent.cardOf("JSONRPC", "1.0").replace("'name'", "'capabilities': {'streaming': true}, 'name'"));
    }

    @AfterEach
    void close() {
        a2a.close();
        agent.close();
    }

    private static String chunk(String words, boolean append) {
        return "{'artifactUpdate': {'taskId': 't1', 'contextId': 'c1', 'append': " + append
                + ", 'artifact': {'artifactId': 'a', 'parts': [{'text': '" + words + "'}]}}}";
    }

    private AgentConnector.Call call(A2a by, AttemptRequest request) {
        AgentConnector.Call call = by.connector.call(request);
        call.listen(heard);
        return call;
    }

    /** The same attempt after its message was answered by a task. */
    private AttemptRequest begun(AttemptRequest first) {
        AttemptResult.Progressed turn = (AttemptResult.Progressed) Attempts.result(call(a2a, first));
        assertThat(turn.next()).isEqualTo(new AttemptResult.Next.Again());
        return A2a.after(first, turn);
    }

    private AttemptRequest request() {
        return A2a.request(agent.url(), "hello");
    }

    private void assertAsked(String... methods) {
        assertThat(agent.asked).extracting(ScriptedAgent.Asked::rpc).containsExactly(methods);
    }

    @Test
    void theStreamThatAnswersTheMessageIsHeardOnAfterItsTaskIsRecorded() {
        agent.held(WORKING, chunk("Hel", false), chunk("lo", true), ENDED).result(DONE);
        AgentConnector.Call second = call(a2a, begun(request()));
        assertThat(Attempts.succeeded(second).output().json()).isEqualTo(TextNode.valueOf("done"));
        assertThat(heard.said()).containsExactly("Hello");
        assertAsked("SendStreamingMessage", "GetTask");
    }

    @Test
    void aTextThatLiesInPiecesInOneArtifactIsOneText() {
        agent.held(WORKING, ENDED)
                .result("{'id': 't1', 'contextId': 'c1', 'status': {'state': 'TASK_STATE_COMPLETED'}, 'artifacts': ["
                        + "{'artifactId': 'a', 'parts': [{'text': 'Hel'}, {'text': 'lo'}]},"
                        + " {'artifactId': 'b', 'parts': [{'text': 'you'}]}]}");
        assertThat(Attempts.succeeded(call(a2a, begun(request()))).output().json())
                .isEqualTo(TextNode.valueOf("Hello\nyou"));
    }

    @Test
    void anEndThatIsToldFirstIsNotTakenForAllThatThereIs() {
        agent.stream(ENDED)
                .result("{'id': 't1', 'contextId': 'c1', 'status': {'state': 'TASK_STATE_COMPLETED'}, 'artifacts': ["
                        + "{'artifactId': 'a', 'parts': [{'text': 'the text'}]}]}");
        assertThat(Attempts.succeeded(call(a2a, begun(request()))).output().json())
                .isEqualTo(TextNode.valueOf("the text"));
        assertAsked("SendStreamingMessage", "GetTask");
    }

    @Test
    void anAnswerAtOnceNeedsNoTask() {
        agent.held("{'message': {'messageId': 'm', 'role': 'ROLE_AGENT', 'parts': [{'text': 'hi'}]}}");
        assertThat(Attempts.succeeded(call(a2a, request())).output().json()).isEqualTo(TextNode.valueOf("hi"));
    }

    @Test
    void afterACrashTheTaskIsHeardAgainByItsIdAndNothingIsSaidTwice() {
        agent.stream(WORKING, chunk("Hel", false)).stream(WORKING, chunk("Hel", false), chunk("lo", true))
                .result(ScriptedAgent.task("TASK_STATE_WORKING", ""))
                .stream(WORKING, chunk("Hello", false), chunk(" you", true), ENDED)
                .result(DONE);
        AttemptRequest second = begun(request());
        try (A2a elsewhere = new A2a()) {
            assertThat(Attempts.succeeded(call(elsewhere, second)).output().json())
                    .isEqualTo(TextNode.valueOf("done"));
        }
        assertThat(heard.said()).containsExactly("Hello you");
        assertAsked("SendStreamingMessage", "SubscribeToTask", "GetTask", "SubscribeToTask", "GetTask");
        assertThat(agent.asked.get(1).body().at("/params/id").asText()).isEqualTo("t1");
    }

    @Test
    void whatStandsInThePlaceOfWordsIsAnotherMessage() {
        agent.held(WORKING, chunk("a draft", false), chunk("the text", false), ENDED)
                .result(DONE);
        Attempts.succeeded(call(a2a, begun(request())));
        assertThat(heard.said()).containsExactly("a draft", "the text");
    }

    @Test
    void aTaskThatCannotBeHeardAgainIsAskedAbout() {
        agent.stream(WORKING)
                .result(ScriptedAgent.task("TASK_STATE_WORKING", ""))
                .answer(200, "{'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32004, 'message': 'not that'}}")
                .result(ScriptedAgent.task("TASK_STATE_WORKING", ""))
                .result(DONE);
        assertThat(Attempts.succeeded(call(a2a, begun(request()))).output().json())
                .isEqualTo(TextNode.valueOf("done"));
        assertAsked("SendStreamingMessage", "GetTask", "SubscribeToTask", "GetTask", "GetTask");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32601, 'message': 'what?'}}",
                "200 | {'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32004, 'message': 'not that'}}",
                "405 | only short questions"
            })
    void anAgentThatPromisesStreamsAndHasNoneIsSpokenToWithout(int status, String refusal) {
        agent.answer(status, refusal).result("{'message': {'messageId': 'm', 'parts': [{'text': 'hi'}]}}");
        assertThat(Attempts.succeeded(call(a2a, request())).output().json()).isEqualTo(TextNode.valueOf("hi"));
        assertAsked("SendStreamingMessage", "SendMessage");
        assertThat(agent.asked.get(1).body().at("/params/message"))
                .isEqualTo(agent.asked.get(0).body().at("/params/message"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32602, 'message': 'bad parts'}} | REJECTED",
                "{'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32603, 'message': 'broken'}} | UNAVAILABLE",
                "{'jsonrpc': '2.0', 'id': 1, 'result': {'nothing': 1}} | INVALID_OUTPUT"
            })
    void anAnswerInPlaceOfAStreamIsTakenAsIfNoneHadBeenWished(String body, ErrorKind kind) {
        agent.answer(200, body);
        assertThat(Attempts.kindOf(call(a2a, request()))).isEqualTo(kind);
        assertAsked("SendStreamingMessage");
    }

    @Test
    void aQuestionInAStreamIsPutToWhoeverAnswers() {
        String question = ScriptedAgent.task(
                "TASK_STATE_INPUT_REQUIRED",
                ", 'timestamp': '2026-11-21T20:00:01Z', 'message': {'messageId': 'q', 'parts': [{'text': 'Which?'}]}");
        agent.held(
                        WORKING,
                        "{'statusUpdate': {'taskId': 't1', 'contextId': 'c1', 'status': {'state': 'TASK_STATE_INPUT_REQUIRED',"
                                + " 'timestamp': '2026-11-21T20:00:01Z'}}}")
                .result(question);
        AttemptResult asks = Attempts.result(call(a2a, begun(request())));
        assertThat(asks)
                .isInstanceOfSatisfying(
                        AttemptResult.Progressed.class,
                        turn -> assertThat(turn.next()).isInstanceOf(AttemptResult.Next.Calls.class));
    }

    @Test
    void whoGivesUpEndsTheStreamAndTellsTheAgent() throws InterruptedException {
        agent.held(WORKING, chunk("Hel", false)).result("{}");
        AgentConnector.Call second = call(a2a, begun(request()));
        second.cancel();
        assertThat(Attempts.kindOf(second)).isEqualTo(ErrorKind.CANCELLED);
        Attempts.until(() -> agent.asked.size() == 2);
        assertAsked("SendStreamingMessage", "CancelTask");
    }
}

package dev.baton.actors.connector.adk;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as the API server of the JavaScript kit was seen to. */
final class AdkConnectorTest {

    private static final String SAID = "{'author': 'user', 'content': {'parts': [{'text': 'Read it.'}]}}";
    private static final String CALL =
            "{'author': 'reader', 'content': {'parts': [{'functionCall': {'name': 'look', 'id': 'f1'}}]}%s}";
    private static final String ASKED = CALL.formatted(", 'longRunningToolIds': ['f1']");
    private static final String ANSWER =
            "{'author': 'reader', 'content': {'parts': [{'text': 'Fine', 'thought': false}, {'text': '.'}]},"
                    + " 'usageMetadata': {'promptTokenCount': 12, 'candidatesTokenCount': 3}}";

    private final List<String> sessions = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private String state = "{}";
    private @Nullable String told;
    private JsonNode answered = json("[]");

    /** Until somebody listens, nothing is said. */
    private final CountDownLatch heeded = new CountDownLatch(1);

    /** What comes of the next message: what the session holds then, and what is answered. */
    private List<String> then = List.of(SAID, ANSWER);

    private StubApi.Answer answer = new StubApi.Answer(200, "[]");

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector = AdkConnector.over(api.line(ignored -> Optional.empty()));

    @AfterEach
    void close() {
        api.close();
    }

    private synchronized StubApi.Answer serve(String asked, JsonNode body) {
        if (asked.equals("GET /list-apps")) {
            return new StubApi.Answer(200, "['reader']");
        }
        if (asked.equals("POST /run") || asked.equals("POST /run_sse")) {
            if (asked.equals("POST /run_sse")) {
                assertThat(body.path("streaming").asBoolean()).isTrue();
                await(heeded);
            }
            told = body.at("/newMessage/parts/0/text").asText();
            answered = body.at("/newMessage/parts");
            events.addAll(then);
            return answer;
        }
        String session = asked.substring(asked.lastIndexOf('/') + 1);
        boolean there = sessions.contains(session);
        if (asked.startsWith("GET")) {
            return there
                    ? new StubApi.Answer(
                            200,
                            "{'id': '" + session + "', 'state': " + state + ", 'lastUpdateTime': 1, 'events': " + events
                                    + "}")
                    : new StubApi.Answer(404, "{'error': 'Session not found: " + session + "'}");
        }
        if (there) {
            return new StubApi.Answer(400, "{'error': 'Session already exists: " + session + "'}");
        }
        sessions.add(session);
        events.clear();
        assertThat(body.at("/state/baton/attempt").asText()).isNotEmpty();
        return new StubApi.Answer(200, "{'id': '" + session + "'}");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AttemptRequest request(String more) {
        return Attempts.of(Attempts.agent(
                "reader",
                "{connector: {adk: {url: '" + api.url() + "/', app: reader, still: PT0.3S, message: '${ input.text }'"
                        + more + "}}}"));
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    private AttemptRequest begun(String more) {
        AttemptRequest request = request(more);
        return StubApi.after(request, turn(request));
    }

    @Test
    void theLastAnswerIsTheOutputAndItsTokensAreTheUsage() {
        AttemptResult.Succeeded succeeded = Attempts.succeeded(connector.call(begun("")));

        assertThat(succeeded.output().json()).isEqualTo(json("\"Fine.\""));
        assertThat(succeeded.usage().inputTokens()).isEqualTo(12);
        assertThat(succeeded.usage().outputTokens()).isEqualTo(3);
        assertThat(told).isEqualTo("hello");
    }

    @Test
    void theOutputMayStandInTheState() {
        state = "{'review': {'ok': true}}";
        assertThat(Attempts.succeeded(connector.call(begun(", output: /review")))
                        .output()
                        .json())
                .isEqualTo(json("{\"ok\":true}"));
        state = "{}";
        assertThat(Attempts.kindOf(connector.call(begun(", output: /review")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void aRepetitionMakesNoSecondSession() {
        AttemptRequest request = request("");
        assertThat(turn(request).record()).isEqualTo(turn(request).record());
        assertThat(sessions).hasSize(1);
    }

    @Test
    void anAnswerThatWasGivenMeanwhileIsTakenAndNothingIsToldTwice() {
        AttemptRequest begun = begun("");
        events.addAll(List.of(SAID, CALL.formatted(""), ANSWER));
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("\"Fine.\""));
        assertThat(told).isNull();
    }

    @Test
    void anAgentThatWasStoppedHalfWayIsToldAgainInAnotherSessionWithTheSameKey() {
        AttemptRequest begun = begun("");
        events.addAll(List.of(SAID, CALL.formatted("")));
        AttemptResult.Progressed again = turn(begun);
        assertThat(sessions).hasSize(2);
        assertThat(again.record().json().path("session").asText()).isEqualTo(sessions.getLast());
        assertThat(Attempts.succeeded(connector.call(StubApi.after(begun, again)))
                        .output()
                        .json())
                .isEqualTo(json("\"Fine.\""));
    }

    @Test
    void aLostConnectionLeadsToTheSessionAndNotToASecondMessage() {
        assertGoesOnAfter(new StubApi.Answer(200, ""));
    }

    @Test
    void aProxyThatLosesPatienceLeadsToTheSessionAsWell() {
        assertGoesOnAfter(new StubApi.Answer(504, "{}"));
    }

    private void assertGoesOnAfter(StubApi.Answer loss) {
        AttemptRequest begun = begun("");
        answer = loss;
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("\"Fine.\""));
        assertThat(api.asked().stream().filter("POST /run"::equals)).hasSize(1);
    }

    @Test
    void aServerThatHasForgottenItsSessionsIsToldAnew() {
        AttemptRequest begun = begun("");
        sessions.clear();
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("\"Fine.\""));
    }

    @Test
    void failuresSayWhy() {
        answer = new StubApi.Answer(500, "{'error': 'Failed to run agent: Error: no model', 'events': []}");
        AttemptResult.Failed failed = Attempts.failed(connector.call(begun("")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).contains("no model");

        answer = new StubApi.Answer(200, "[]");
        then = List.of(SAID, "{'author': 'reader', 'errorCode': '429', 'errorMessage': 'quota'}");
        assertThat(Attempts.failed(connector.call(begun(""))).error().message()).endsWith("failed: quota");

        then = List.of(SAID, ASKED);
        assertThat(Attempts.failed(connector.call(begun(""))).error().message())
                .contains("waits for somebody to answer look", "connector.adk.onInput");

        then = List.of(SAID);
        assertThat(Attempts.kindOf(connector.call(begun("")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void anUnknownAppIsRejected() {
        answer = new StubApi.Answer(500, "{'error': 'Failed to run agent: Error: Agent not found', 'events': []}");
        AttemptRequest request =
                Attempts.of(Attempts.agent("reader", "{connector: {adk: {url: '" + api.url() + "', app: nobody}}}"));
        AttemptResult.Failed failed = Attempts.failed(connector.call(StubApi.after(request, turn(request))));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("no app nobody", "reader");
    }

    private static String answerTo(String... ids) {
        return Stream.of(ids)
                .map(id -> "{'functionResponse': {'id': '" + id + "', 'name': 'look', 'response': {}}}")
                .collect(Collectors.joining(", ", "{'author': 'user', 'content': {'parts': [", "]}}"));
    }

    private static AgentTurn.Result answer(String json) {
        return new AgentTurn.Result(new Payload(json(json)), null);
    }

    /** An attempt whose agent has asked twice at once, and that was given this answer. */
    private AttemptRequest asked(String given) {
        then = List.of(
                SAID,
                "{'author': 'reader', 'content': {'parts': [{'functionCall': {'name': 'look', 'id': 'f1'}},"
                        + " {'functionCall': {'name': 'look', 'id': 'f2'}}]}, 'longRunningToolIds': ['f1', 'f2']}");
        AttemptRequest begun = begun(", onInput: clerk");
        AttemptResult.Progressed question = turn(begun);
        then = List.of(answerTo("f1", "f2"), ANSWER);
        return StubApi.after(begun, question, answer(given));
    }

    @Test
    void aStreamIsHeardEachWordOnce() {
        then = List.of(SAID, ANSWER);
        answer = new StubApi.Answer(200, """
                data: {'author': 'reader', 'partial': true, 'content': {'parts': [{'text': 'Hm', 'thought': true}]}}

                data: {'author': 'reader', 'partial': true, 'content': {'parts': [{'text': 'Fi'}]}}

                data: {'author': 'reader', 'partial': true, 'content': {'parts': [{'text': 'ne.'}]}}

                data: %s

                data: {'author': 'other', 'content': {'parts': [{'text': 'Yes.'}]}}

                """.formatted(ANSWER));
        List<String> messages = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        AgentConnector.Call call = connector.call(begun(", stream: true"));
        call.listen((message, words) -> {
            messages.add(message);
            heard.add(words);
        });
        heeded.countDown();

        assertThat(Attempts.succeeded(call).output().json()).isEqualTo(json("\"Fine.\""));
        assertThat(heard).containsExactly("Fi", "ne.", "Yes.");
        assertThat(messages.get(0)).isEqualTo(messages.get(1)).isNotEqualTo(messages.get(2));
    }

    @Test
    void aStreamThatBreaksLeadsToTheSessionAndOneThatSaysWhyFails() {
        heeded.countDown();
        answer = new StubApi.Answer(200, "");
        assertThat(Attempts.succeeded(connector.call(begun(", stream: true")))
                        .output()
                        .json())
                .isEqualTo(json("\"Fine.\""));

        events.clear();
        answer = new StubApi.Answer(200, "data: {'error': 'the index is empty'}\n\n");
        AttemptResult.Failed failed = Attempts.failed(connector.call(StubApi.after(
                request(", stream: true"),
                new AttemptResult.Progressed(
                        1,
                        new Payload(json("{\"session\": \"" + sessions.getFirst() + "\"}")),
                        Usage.NONE,
                        new AttemptResult.Next.Again()))));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).endsWith("failed: the index is empty");
    }

    @Test
    void somebodyAnswersALongRunningToolThoughTheAgentHasGoneOnMeanwhile() {
        then = List.of(
                SAID,
                ASKED,
                "{'author': 'reader', 'content': {'parts': [{'functionResponse': {'id': 'f1', 'response':"
                        + " {'status': 'pending'}}}]}}",
                "{'author': 'reader', 'content': {'parts': [{'text': 'It is pending.'}]}}");
        AttemptRequest begun = begun(", onInput: clerk");
        AttemptResult.Progressed question = turn(begun);
        AttemptResult.Call call =
                ((AttemptResult.Next.Calls) question.next()).calls().getFirst();
        assertThat(call.input().json().path("question"))
                .isEqualTo(json("{\"tool\": \"look\", \"arguments\": {}, \"response\": {\"status\": \"pending\"}}"));

        then = List.of(answerTo("f1"), ANSWER);
        AttemptRequest answering = StubApi.after(begun, question, answer("\"yes\""));
        assertThat(Attempts.succeeded(connector.call(answering)).output().json())
                .isEqualTo(json("\"Fine.\""));
        assertThat(answered)
                .isEqualTo(json("[{\"functionResponse\": {\"id\": \"f1\", \"name\": \"look\", \"response\":"
                        + " {\"result\": \"yes\"}}}]"));

        assertThat(Attempts.succeeded(connector.call(answering)).output().json())
                .isEqualTo(json("\"Fine.\""));
        assertThat(api.asked().stream().filter("POST /run"::equals))
                .as("the answer is told once")
                .hasSize(2);
    }

    @Test
    void severalLongRunningToolsAreAnsweredByTheirIds() {
        Attempts.succeeded(connector.call(asked("{\"f1\": {\"ok\": true}, \"f2\": 7}")));
        assertThat(answered.at("/0/functionResponse/response")).isEqualTo(json("{\"ok\":true}"));
        assertThat(answered.at("/1/functionResponse/response")).isEqualTo(json("{\"result\":7}"));
    }

    @Test
    void anAnswerThatHasNoPlaceFails() {
        assertThat(Attempts.failed(connector.call(asked("true"))).error().message())
                .contains("a value for each id", "f2");

        AttemptRequest answered = asked("{\"f1\": 1, \"f2\": 2}");
        sessions.clear();
        assertThat(Attempts.failed(connector.call(answered)).error().message())
                .endsWith("has lost the session before its question was answered");
    }
}

package dev.baton.actors.connector.agentforce;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as the documentation of the Agent API says. */
final class AgentforceConnectorTest {

    private static final String ANSWER =
            "{'messages': [{'type': 'Inform', 'id': 'm1', 'message': 'It is on its way.', 'isContentSafe': true}]}";

    private final Deque<StubApi.Answer> answers = new ArrayDeque<>();
    private final List<JsonNode> sent = new ArrayList<>();
    private int sessions;

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector =
            AgentforceConnector.over(api.line(ignored -> Optional.of(Secret.of("s3cret"))));

    @AfterEach
    void close() {
        api.close();
    }

    private synchronized StubApi.Answer serve(String asked, JsonNode body) {
        if (asked.equals("POST /token")) {
            return new StubApi.Answer(200, "{'access_token': 't1', 'token_type': 'Bearer', 'issued_at': '1'}");
        }
        if (asked.equals("POST /agents/0Xx/sessions")) {
            sent.add(body);
            return new StubApi.Answer(
                    200, "{'sessionId': 's" + ++sessions + "', 'messages': [{'type': 'Inform', 'message': 'Hi'}]}");
        }
        if (asked.startsWith("DELETE /sessions/")) {
            return new StubApi.Answer(200, "{'messages': [{'type': 'SessionEnded'}]}");
        }
        if (asked.contains("/messages")) {
            sent.add(body);
            return answers.removeFirst();
        }
        return new StubApi.Answer(404, "{}");
    }

    private AgentforceConnectorTest says(String answer) {
        answers.add(new StubApi.Answer(200, answer));
        return this;
    }

    private AttemptRequest begun(String more) {
        AttemptRequest request = Attempts.of(Attempts.agent(
                "service",
                "{connector: {agentforce: {url: '" + api.url()
                        + "', agent: 0Xx, domain: 'https://acme.my.salesforce.com',"
                        + " message: '${ input.text }', oauth: {tokenUrl: '" + api.url()
                        + "/token', clientId: baton, clientSecret: 'secret://sf'}" + more + "}}}"));
        return StubApi.after(request, turn(request));
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    @Test
    void anAgentIsToldOneMessageInASessionThatIsEndedThen() {
        says(ANSWER);
        AttemptRequest begun = begun("");
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("\"It is on its way.\""));
        Attempts.until(() -> api.asked().contains("DELETE /sessions/s1"));
        assertThat(api.asked())
                .containsExactly(
                        "POST /token",
                        "POST /agents/0Xx/sessions",
                        "POST /sessions/s1/messages",
                        "DELETE /sessions/s1");
        assertThat(sent.getFirst().at("/instanceConfig/endpoint").asText()).isEqualTo("https://acme.my.salesforce.com");
        assertThat(sent.getFirst().path("bypassUser").asBoolean()).isTrue();
        assertThat(sent.getLast().path("message"))
                .isEqualTo(json("{\"sequenceId\":1,\"type\":\"Text\",\"text\":\"hello\"}"));
        assertThat(api.header("Authorization")).endsWith("Bearer t1", "Bearer t1", "Bearer t1");
    }

    @Test
    void aStreamIsHeardWhileItComes() {
        says("event: PROGRESS_INDICATOR\ndata: {'message': {'type': 'ProgressIndicator', 'message': 'On it'}}\n\n"
                + "event: TEXT_CHUNK\ndata: {'message': {'type': 'TextChunk', 'id': 'm1', 'message': 'It is '}}\n\n"
                + "event: TEXT_CHUNK\ndata: {'message': {'type': 'TextChunk', 'id': 'm1', 'message': 'here.'}}\n\n"
                + "event: INFORM\ndata: {'message': {'type': 'Inform', 'id': 'm1', 'message': 'It is here.'}}\n\n"
                + "event: END_OF_TURN\ndata: {'message': {'type': 'EndOfTurn'}}\n\n");
        AttemptRequest begun = begun(", stream: true");
        AgentConnector.Call call = connector.call(begun);
        List<String> heard = new CopyOnWriteArrayList<>();
        call.listen((message, words) -> heard.add(words));
        assertThat(Attempts.succeeded(call).output().json()).isEqualTo(json("\"It is here.\""));
        assertThat(String.join("", heard)).isIn("It is here.", "here.", "");
        assertThat(api.asked()).contains("POST /sessions/s1/messages/stream");
        assertThat(api.header("Accept")).contains("text/event-stream, application/json");

        says("event: INFORM\ndata: {'message': {'type': 'Inform', 'message': 'It'}}\n\n");
        assertThat(Attempts.kindOf(connector.call(begun(", stream: true")))).isEqualTo(ErrorKind.UNAVAILABLE);
    }

    @Test
    void aQuestionIsAnsweredInTheSameSession() {
        says("{'messages': [{'type': 'Inquire', 'message': 'Which order?'}]}").says(ANSWER);
        AttemptRequest begun = begun(", onQuestion: clerk");
        AttemptResult.Progressed asks = turn(begun);
        AttemptResult.Next.Calls calls = (AttemptResult.Next.Calls) asks.next();
        assertThat(calls.calls().getFirst().input().json().path("question").asText())
                .isEqualTo("Which order?");
        assertThat(api.asked()).noneMatch(asked -> asked.startsWith("DELETE"));

        Attempts.succeeded(connector.call(
                StubApi.after(begun, asks, new AgentTurn.Result(new Payload(json("\"order 17\"")), null))));
        assertThat(sent.getLast().path("message"))
                .isEqualTo(json("{\"sequenceId\":2,\"type\":\"Text\",\"text\":\"order 17\"}"));
        assertThat(sessions).isEqualTo(1);
    }

    @Test
    void anAgentThatIsAtWorkStillIsToldWhenItIsDone() {
        answers.add(new StubApi.Answer(423, "{'message': 'locked'}"));
        says(ANSWER);
        Attempts.succeeded(connector.call(begun("")));
        assertThat(sent.get(1)).isEqualTo(sent.get(2));
    }

    @Test
    void aSessionThatHasEndedIsReplaced() {
        answers.add(new StubApi.Answer(404, "{'message': 'no session'}"));
        says(ANSWER);
        AttemptRequest begun = begun("");
        AttemptResult.Progressed again = turn(begun);
        assertThat(again.record().json()).isEqualTo(json("{\"session\":\"s2\"}"));
        Attempts.succeeded(connector.call(StubApi.after(begun, again)));
    }

    @Test
    void failuresSayWhyAndEndTheSession() {
        says("{'messages': [{'type': 'Failure', 'message': 'no topic fits'}]}");
        assertThat(Attempts.failed(connector.call(begun(""))).error().message()).endsWith("failed: no topic fits");
        says("{'messages': [{'type': 'Inquire', 'message': 'Which?'}]}");
        assertThat(Attempts.kindOf(connector.call(begun("")))).isEqualTo(ErrorKind.REJECTED);
        says("{'messages': [{'type': 'Escalate'}]}");
        assertThat(Attempts.failed(connector.call(begun(""))).error().message())
                .contains("a person of its organization");
        says("{'messages': []}");
        assertThat(Attempts.kindOf(connector.call(begun("")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
        Attempts.until(() ->
                api.asked().stream().filter(asked -> asked.startsWith("DELETE")).count() == 4);
    }

    @Test
    void cancellingEndsTheSession() {
        AttemptRequest begun = begun("");
        for (int i = 0; i < 1_000; i++) {
            answers.add(new StubApi.Answer(423, "{}"));
        }
        AgentConnector.Call call = connector.call(begun);
        Attempts.until(() -> api.asked().contains("POST /sessions/s1/messages"));
        call.cancel();
        assertThat(Attempts.kindOf(call)).isEqualTo(ErrorKind.CANCELLED);
        Attempts.until(() -> api.asked().contains("DELETE /sessions/s1"));
    }
}

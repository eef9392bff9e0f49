package dev.baton.actors.connector.crewai;

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
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as the documentation of CrewAI AMP says; what it says of a crew that waits is not documented. */
final class CrewConnectorTest {

    private static final String DONE = "{'status': 'completed', 'result': {'output': 'the report', 'tasks': []}}";
    private static final String WAITS =
            "{'status': 'awaiting_human_feedback', 'current_task': 'draft', 'output': 'a first draft'}";

    private final Deque<StubApi.Answer> statuses = new ArrayDeque<>();
    private JsonNode kickedOff = json("{}");
    private JsonNode resumed = json("{}");

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector = CrewConnector.over(api.line(ignored -> Optional.of(Secret.of("t0ken"))));

    @AfterEach
    void close() {
        api.close();
    }

    private synchronized StubApi.Answer serve(String asked, JsonNode body) {
        return switch (asked) {
            case "POST /kickoff" -> {
                kickedOff = body;
                yield new StubApi.Answer(200, "{'kickoff_id': 'k-1'}");
            }
            case "POST /resume" -> {
                resumed = body;
                yield new StubApi.Answer(200, "{'status': 'resumed'}");
            }
            case "GET /status/k-1" -> statuses.removeFirst();
            default -> new StubApi.Answer(404, "{}");
        };
    }

    private CrewConnectorTest says(String status) {
        statuses.add(new StubApi.Answer(200, status));
        return this;
    }

    private AttemptRequest begun(String more) {
        AttemptRequest request = Attempts.of(Attempts.agent(
                "crew",
                "{connector: {crewai: {url: '" + api.url()
                        + "/', bearer: 'secret://crew', inputs: {topic: '${ input.text }'}" + more + "}}}"));
        return StubApi.after(request, turn(request));
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    @Test
    void aCrewIsKickedOffOnceAndWatched() {
        says("{'status': 'running', 'current_task': 'research'}").says(DONE);
        AttemptRequest begun = begun("");
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("\"the report\""));
        assertThat(api.asked()).containsExactly("POST /kickoff", "GET /status/k-1", "GET /status/k-1");
        assertThat(kickedOff.path("inputs")).isEqualTo(json("{\"topic\":\"hello\"}"));
        assertThat(kickedOff.at("/meta/attempt").asText()).isEqualTo(begun.attempt());
        assertThat(api.header("Authorization")).containsOnly("Bearer t0ken");
        assertThat(api.header("Idempotency-Key").getFirst()).isEqualTo(begun.attempt());
    }

    @Test
    void theOutputMayStandElsewhere() {
        says("{'status': 'completed', 'result': {'tasks': [{'output': 7}]}}").says(DONE);
        assertThat(Attempts.succeeded(connector.call(begun(", output: /tasks/0/output")))
                        .output()
                        .json())
                .isEqualTo(json("7"));
        assertThat(Attempts.kindOf(connector.call(begun(", output: /missing")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void feedbackIsAskedForAndGivenOnce() {
        says(WAITS);
        AttemptRequest begun = begun(", onFeedback: editor");
        AttemptResult.Progressed asks = turn(begun);
        AttemptResult.Next.Calls calls = (AttemptResult.Next.Calls) asks.next();
        assertThat(calls.calls()
                        .getFirst()
                        .input()
                        .json()
                        .at("/question/output")
                        .asText())
                .isEqualTo("a first draft");

        AttemptRequest answered = StubApi.after(
                begun,
                asks,
                new AgentTurn.Result(new Payload(json("{\"feedback\":\"shorter\",\"approve\":false}")), null));
        AttemptResult.Progressed goesOn = turn(answered);
        assertThat(resumed)
                .isEqualTo(
                        json(
                                "{\"execution_id\":\"k-1\",\"task_id\":\"draft\",\"human_feedback\":\"shorter\",\"is_approve\":false}"));
        says(DONE);
        Attempts.succeeded(connector.call(StubApi.after(answered, goesOn)));
        assertThat(api.asked().stream().filter("POST /resume"::equals)).hasSize(1);
    }

    @Test
    void failuresSayWhy() {
        says("{'status': 'error', 'error': 'no budget'}").says(WAITS).says("{'status': 'odd'}");
        assertThat(Attempts.failed(connector.call(begun(""))).error().message()).endsWith("failed: no budget");
        AttemptResult.Failed waits = Attempts.failed(connector.call(begun("")));
        assertThat(waits.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(waits.error().message()).contains("its task draft", "onFeedback");
        assertThat(Attempts.kindOf(connector.call(begun("")))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void aStatusThatCannotBeAskedForAMomentIsAskedAgain() {
        for (int status : List.of(503, 429)) {
            statuses.add(new StubApi.Answer(status, "{}"));
        }
        says(DONE);
        Attempts.succeeded(connector.call(begun("")));
    }
}

package dev.baton.actors.connector.mastra;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as Mastra's server was seen to. */
final class MastraConnectorTest {

    private static final String SUCCESS = "{'status': 'success', 'result': {'report': {'checked': 4}}, 'steps': {}}";
    private static final String RUNNING = "{'status': 'running', 'steps': {}}";
    private static final String SUSPENDED =
            "{'status': 'suspended', 'steps': {'input': {}, 'ask': {'status': 'suspended', 'suspendedAt': 7,"
                    + " 'suspendPayload': {'may': 'I?', '__workflow_meta': {'runId': 'r'}}}}}";

    /** What is said about the run, before it is started or resumed and after. */
    private volatile String now = "";

    private volatile String then = SUCCESS;
    private volatile String sent = "";
    private volatile boolean refuses;
    private volatile boolean hangsUp;

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector = MastraConnector.over(api.line(ignored -> Optional.empty()));

    @AfterEach
    void close() {
        api.close();
    }

    private StubApi.Answer serve(String asked, JsonNode body) {
        if (asked.startsWith("GET /api/workflows/check/runs/")) {
            return now.isEmpty()
                    ? new StubApi.Answer(404, "{'error': 'Workflow run not found'}")
                    : new StubApi.Answer(200, now);
        }
        String what = asked.replaceFirst("POST /api/", "").replaceFirst("\\?runId=.*", "");
        return switch (what) {
            case "workflows/check/create-run" -> {
                now = now.isEmpty() ? "{'status': 'pending', 'steps': {}}" : now;
                yield new StubApi.Answer(200, "{'runId': 'as asked'}");
            }
            case "workflows/check/start-async", "workflows/check/resume-async" -> {
                if (refuses) {
                    yield new StubApi.Answer(400, "{'error': 'Invalid input data: text'}");
                }
                sent = body.toString();
                now = then;
                yield new StubApi.Answer(200, hangsUp ? "" : then);
            }
            case "agents/writer/generate" -> {
                sent = body.toString();
                yield new StubApi.Answer(200, "{'text': 'Good.', 'totalUsage': {'inputTokens': 9, 'outputTokens': 2}}");
            }
            default -> new StubApi.Answer(what.endsWith("/cancel") ? 200 : 404, "{'error': 'Workflow not found'}");
        };
    }

    private AttemptRequest request(String settings) {
        return Attempts.of(
                Attempts.agent("checker", "{connector: {mastra: {url: '" + api.url() + "/api', " + settings + "}}}"));
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    private AttemptRequest begun(String settings) {
        now = "";
        AttemptRequest request = request(settings);
        return StubApi.after(request, turn(request));
    }

    private long times(String verb) {
        return api.asked().stream().filter(asked -> asked.contains(verb)).count();
    }

    @Test
    void theResultIsTheOutputAndTheRunIsStartedOnce() {
        AttemptRequest begun = begun("workflow: check, input: {say: '${ input.text }'}, output: /report");
        assertThat(Attempts.succeeded(connector.call(begun)).output().json()).isEqualTo(json("{\"checked\":4}"));
        assertThat(sent).isEqualTo("{\"inputData\":{\"say\":\"hello\"}}");
        assertThat(Attempts.succeeded(connector.call(begun)).output().json())
                .as("as after a crash before the result was recorded")
                .isEqualTo(json("{\"checked\":4}"));
        assertThat(times("/start")).isEqualTo(1);
    }

    @Test
    void aRunThatIsUnderWayIsWatched() {
        AttemptRequest begun = begun("workflow: check");
        now = RUNNING;
        AgentConnector.Call watching = connector.call(begun);
        Attempts.until(() -> times("GET") > 1);
        now = SUCCESS;
        assertThat(Attempts.succeeded(watching)
                        .output()
                        .json()
                        .at("/report/checked")
                        .asInt())
                .isEqualTo(4);
        assertThat(times("/start")).isZero();
    }

    @Test
    void whatAWorkflowWaitsForIsAnsweredOnce() {
        AttemptRequest begun = begun("workflow: check, onSuspend: clerk");
        now = SUSPENDED;
        AttemptResult.Progressed asks = turn(begun);
        assertThat(asks.next())
                .isInstanceOfSatisfying(
                        Next.Calls.class,
                        calls -> assertThat(
                                        calls.calls().getFirst().input().json().path("question"))
                                .isEqualTo(json("{\"may\":\"I?\"}")));

        AttemptRequest answered =
                StubApi.after(begun, asks, new AgentTurn.Result(new Payload(json("{\"yes\":true}")), null));
        assertThat(Attempts.succeeded(connector.call(answered)).output().json().has("report"))
                .isTrue();
        assertThat(sent).isEqualTo("{\"step\":\"ask\",\"resumeData\":{\"yes\":true}}");
        Attempts.succeeded(connector.call(answered));
        assertThat(times("/resume")).as("after a crash it has been resumed").isEqualTo(1);
    }

    @Test
    void whoeverWaitsForNobodyFails() {
        AttemptRequest begun = begun("workflow: check");
        now = SUSPENDED;
        AttemptResult.Failed failed = Attempts.failed(connector.call(begun));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("step ask", "I?", "onSuspend");
    }

    @Test
    void failuresSayWhy() {
        then = "{'status': 'failed', 'error': {'message': 'no advisories', 'name': 'Error'}, 'steps': {}}";
        AttemptResult.Failed failed = Attempts.failed(connector.call(begun("workflow: check")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).endsWith("failed: no advisories");

        then = "{'status': 'canceled', 'steps': {}}";
        assertThat(Attempts.kindOf(connector.call(begun("workflow: check")))).isEqualTo(ErrorKind.CANCELLED);

        then = SUCCESS;
        assertThat(Attempts.kindOf(connector.call(begun("workflow: check, output: /no"))))
                .isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(Attempts.kindOf(connector.call(request("workflow: nobody")))).isEqualTo(ErrorKind.REJECTED);
    }

    @Test
    void anInputThatIsRefusedIsNotWaitedFor() {
        refuses = true;
        AttemptResult.Failed failed = Attempts.failed(connector.call(begun("workflow: check, onSuspend: clerk")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("Invalid input data: text");

        AttemptRequest begun = begun("workflow: check, onSuspend: clerk");
        now = SUSPENDED;
        AttemptRequest answered =
                StubApi.after(begun, turn(begun), new AgentTurn.Result(new Payload(json("{\"no\":true}")), null));
        assertThat(Attempts.kindOf(connector.call(answered))).isEqualTo(ErrorKind.REJECTED);
    }

    @Test
    void aRunGoesOnWhenItsConnectionIsLost() {
        hangsUp = true;
        assertThat(Attempts.succeeded(connector.call(begun("workflow: check, output: /report")))
                        .output()
                        .json())
                .isEqualTo(json("{\"checked\":4}"));
        assertThat(times("/start")).isEqualTo(1);
    }

    @Test
    void aRunThatTheServerHasForgottenIsNotWaitedFor() {
        AttemptRequest begun = begun("workflow: check");
        now = "";
        assertThat(Attempts.kindOf(connector.call(begun))).isEqualTo(ErrorKind.REJECTED);
    }

    @Test
    void aRunIsCalledOff() {
        AttemptRequest begun = begun("workflow: check");
        now = RUNNING;
        AgentConnector.Call watching = connector.call(begun);
        Attempts.until(() -> times("GET") > 0);
        watching.cancel();
        assertThat(Attempts.kindOf(watching)).isEqualTo(ErrorKind.CANCELLED);
        Attempts.until(() -> times("/cancel") == 1);
    }

    @Test
    void anAgentIsAskedAndItsTokensAreTheUsage() {
        AttemptRequest request = request("agent: writer, input: '${ input.text }'");
        AttemptResult.Succeeded succeeded = Attempts.succeeded(connector.call(request));
        assertThat(succeeded.output().json()).isEqualTo(json("\"Good.\""));
        assertThat(succeeded.usage().inputTokens()).isEqualTo(9);
        assertThat(json(sent).path("messages")).isEqualTo(json("[{\"role\":\"user\",\"content\":\"hello\"}]"));
        String first = sent;
        Attempts.succeeded(connector.call(request));
        assertThat(sent).as("a repetition has the same run id").isEqualTo(first);
    }
}

package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs as user interfaces see them. */
class AgUiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static ObjectNode asked(String run) {
        ObjectNode asked = JSON.createObjectNode().put("threadId", "talk").put("runId", run);
        asked.putArray("messages")
                .addObject()
                .put("id", "m")
                .put("role", "user")
                .put("content", "hello");
        return asked;
    }

    private static Client.Answer send(String path, JsonNode asked) {
        return client.post(path, asked.toString());
    }

    private static List<JsonNode> exchange(String path, JsonNode asked) {
        Client.Answer answer = send(path, asked);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> read(line.substring("data: ".length())))
                .toList();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static ObjectNode answered(String run, JsonNode interrupt, String payload) {
        ObjectNode asked = asked(run);
        asked.putArray("resume")
                .addObject()
                .put("interruptId", interrupt.path("id").asText())
                .put("status", "resolved")
                .set("payload", read(payload));
        return asked;
    }

    @Test
    void aRunIsShownFromItsBeginToItsEnd() {
        List<JsonNode> events = exchange("/v1/workflows/echo/ag-ui", asked("shown"));

        assertThat(types(events))
                .containsExactly(
                        "RUN_STARTED",
                        "STEP_STARTED",
                        "STEP_FINISHED",
                        "STATE_SNAPSHOT",
                        "TEXT_MESSAGE_START",
                        "TEXT_MESSAGE_CONTENT",
                        "TEXT_MESSAGE_END",
                        "RUN_FINISHED");
        assertThat(events.getFirst().path("protocolVersion").asText()).isEqualTo("1.0");
        assertThat(events.get(3).at("/snapshot/steps/copy/status").asText()).isEqualTo("completed");
        assertThat(events.getLast().at("/result/text").asText()).isEqualTo("hello");
        assertThat(events.getLast().at("/outcome/type").asText()).isEqualTo("success");
        assertThat(events.getLast().path("runId").asText()).isEqualTo("shown");
    }

    @Test
    void theSameExchangeAgainIsTheSameRunAndAnotherUnderItsNameIsRefused() {
        String first = exchange("/v1/workflows/echo/ag-ui", asked("again"))
                .get(3)
                .at("/snapshot/run")
                .asText();
        String second = exchange("/v1/workflows/echo/ag-ui", asked("again"))
                .get(3)
                .at("/snapshot/run")
                .asText();
        assertThat(second).isEqualTo(first);

        ObjectNode other = asked("again");
        other.putObject("forwardedProps").putObject("input").put("text", "something else");
        assertThat(send("/v1/workflows/echo/ag-ui", other).code()).isEqualTo("run-exists-with-another-request");
    }

    @Test
    void whatIsForwardedIsTheInputAndMustFitTheWorkflow() {
        ObjectNode asked = asked("forwarded");
        asked.putObject("forwardedProps").putObject("input").put("text", "forwarded");
        assertThat(exchange("/v1/workflows/echo/ag-ui", asked)
                        .getLast()
                        .at("/result/text")
                        .asText())
                .isEqualTo("forwarded");

        ObjectNode unfit = asked("unfit");
        unfit.putObject("forwardedProps").putObject("input").put("no", "text");
        assertThat(send("/v1/workflows/echo/ag-ui", unfit).code()).isEqualTo("invalid-input");
        assertThat(send("/v1/workflows/unknown/ag-ui", asked("unknown")).code()).isEqualTo("workflow-not-found");
    }

    @Test
    void aRunThatAsksInterruptsAndGoesOnWithTheAnswer() {
        List<JsonNode> events = exchange("/v1/workflows/waiting/ag-ui", asked("asks"));

        assertThat(types(events))
                .containsExactly("RUN_STARTED", "STEP_STARTED", "STATE_SNAPSHOT", "STEP_FINISHED", "RUN_FINISHED");
        assertThat(events.getLast().at("/outcome/type").asText()).isEqualTo("interrupt");
        JsonNode interrupt = events.getLast().at("/outcome/interrupts/0");
        assertThat(interrupt.path("reason").asText()).isEqualTo("input_required");

        ObjectNode answer = answered("answers", interrupt, "{\"amount\": 7}");
        List<JsonNode> rest = exchange("/v1/workflows/waiting/ag-ui", answer);
        assertThat(rest.getLast().path("runId").asText()).isEqualTo("answers");
        assertThat(rest.getLast().at("/result/amount").asInt()).isEqualTo(7);
        // An answer that got lost on its way back is asked for again.
        assertThat(exchange("/v1/workflows/waiting/ag-ui", answer).getLast()).isEqualTo(rest.getLast());
    }

    @Test
    void anApprovalIsDecidedByTheUser() {
        client.start("decide", "approving", "{\"a\":1}");
        JsonNode interrupt =
                exchange("/v1/runs/decide/ag-ui", asked("one")).getLast().at("/outcome/interrupts/0");
        assertThat(interrupt.path("reason").asText()).isEqualTo("confirmation");
        assertThat(interrupt.at("/responseSchema/required/0").asText()).isEqualTo("approved");
        assertThat(interrupt.at("/metadata/subject/a").asInt()).isEqualTo(1);

        Client.Answer unclear = send("/v1/runs/decide/ag-ui", answered("two", interrupt, "{\"yes\": 1}"));
        assertThat(unclear.code()).isEqualTo("invalid-field");
        assertThat(unclear.body()).contains("/resume/0/payload");

        List<JsonNode> rest = exchange(
                "/v1/runs/decide/ag-ui", answered("three", interrupt, "{\"approved\": true, \"comment\": \"fine\"}"));
        assertThat(rest.getLast().at("/outcome/type").asText()).isEqualTo("success");
        assertThat(client.get("/v1/runs/decide").text("/status")).isEqualTo("completed");
    }

    @Test
    void whatAnAgentSaysIsAMessageOfItsOwn() throws Exception {
        client.start("speaks", "asking", "{}");
        StepState step = node.runs.state("speaks").busySteps().getFirst();
        CompletableFuture<List<JsonNode>> following =
                CompletableFuture.supplyAsync(() -> exchange("/v1/runs/speaks/ag-ui", asked("listens")));
        RunKey run = new RunKey("default", "speaks");
        Waiting.until(() -> node.runs.listeners(run) > 0);
        node.runs.say(run, new Speech(step.path(), "m1", "Well, "));
        node.runs.say(run, new Speech(step.path(), "m2", "Good "));
        node.runs.say(run, new Speech(step.path(), "m2", "morning"));
        String attempt = Objects.requireNonNull(step.lastAttempt());
        node.runs.tell(
                run,
                new RunCommand.RecordResult(
                        attempt,
                        new AttemptResult.Succeeded(
                                new Payload(JSON.getNodeFactory().textNode("Good morning")), Usage.NONE, null)),
                Principal.SYSTEM,
                "test");

        List<JsonNode> events = following.get(60, TimeUnit.SECONDS);
        List<JsonNode> said = events.stream()
                .filter(event -> event.path("type").asText().startsWith("TEXT"))
                .toList();
        // The output was said already.
        assertThat(said)
                .extracting(event -> event.path("type").asText().substring("TEXT_MESSAGE_".length()) + " "
                        + event.path("messageId").asText() + event.path("delta").asText())
                .containsExactly(
                        "START m1",
                        "CONTENT m1Well, ",
                        "END m1",
                        "START m2",
                        "CONTENT m2Good ",
                        "CONTENT m2morning",
                        "END m2");
        assertThat(events.getLast().path("result").asText()).isEqualTo("Good morning");
    }

    @Test
    void anAnswerIsOnlyForTheRunThatAsked() {
        client.start("mine", "waiting", "{}");
        client.start("yours", "waiting", "{}");
        JsonNode mine = exchange("/v1/runs/mine/ag-ui", asked("m")).getLast().at("/outcome/interrupts/0");

        Client.Answer refused = send("/v1/runs/yours/ag-ui", answered("y", mine, "1"));
        assertThat(refused.code()).isEqualTo("invalid-field");
        assertThat(refused.body()).contains("another run");
        ((ObjectNode) mine).put("id", "made-up");
        assertThat(send("/v1/runs/mine/ag-ui", answered("z", mine, "1")).code()).isEqualTo("invalid-field");
        assertThat(client.get("/v1/runs/yours").text("/status")).isEqualTo("waiting");
    }

    @Test
    void aRunThatWasCancelledOrFailedSaysSo() {
        client.start("stopped", "waiting", "{}");
        client.post("/v1/runs/stopped:cancel", "{}");
        assertThat(exchange("/v1/runs/stopped/ag-ui", asked("s"))
                        .getLast()
                        .at("/outcome/type")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(send("/v1/runs/nowhere/ag-ui", asked("n")).code()).isEqualTo("run-not-found");
    }

    @Test
    void whatIsNoRunInputIsRefusedWithEachReason() {
        Client.Answer refused = send(
                "/v1/workflows/echo/ag-ui",
                JSON.createObjectNode().put("threadId", 7).put("resume", true));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/threadId", "/runId", "/messages", "/resume");
    }
}

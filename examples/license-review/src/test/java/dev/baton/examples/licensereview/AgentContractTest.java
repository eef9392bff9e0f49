package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.kit.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plain HTTP agent contract, spoken with a real process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AgentContractTest {

    private static final Json INPUT =
            Json.object().with("text", "1. Use. You may use it.\n2. Sale. You may sell it.\n");

    @Test
    void aCallIsAnsweredWithOutputAndConfidence() throws Exception {
        try (RunningAgent agent = RunningAgent.start(ClauseExtractor.class)) {
            HttpResponse<String> response = agent.post("key-1", RunningAgent.envelope(INPUT));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
            Json.ObjectValue answer = (Json.ObjectValue) Json.read(response.body());
            assertThat(answer.object("output").objects("clauses")).hasSize(2);
            assertThat(answer.fields()).containsKey("confidence");
            assertThat(agent.address().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aRepeatedKeyGetsTheSameAnswerAndIsLoggedAgain() throws Exception {
        try (RunningAgent agent = RunningAgent.start(ClauseExtractor.class)) {
            String first = agent.post("key-1", RunningAgent.envelope(INPUT)).body();
            String second = agent.post("key-1", RunningAgent.envelope(INPUT)).body();
            agent.post("key-2", RunningAgent.envelope(INPUT));

            assertThat(second).isEqualTo(first);
            assertThat(agent.calls())
                    .extracting(call -> ((Json.ObjectValue) call).text("key"))
                    .containsExactly("key-1", "key-1", "key-2");
            Json.ObjectValue call = (Json.ObjectValue) agent.calls().getFirst();
            assertThat(call.text("run")).isEqualTo("run-1");
            assertThat(call.text("step")).isEqualTo("extract");
            assertThat(call.integer("attempt")).isEqualTo(1);
            assertThat(call.fields().keySet()).containsExactly("key", "run", "step", "attempt", "agent", "at");
        }
    }

    @Test
    void badInputIsRefusedWithAMessage() throws Exception {
        try (RunningAgent agent = RunningAgent.start(ClauseExtractor.class)) {
            assertRefused(agent.post("key", "{"), "not valid JSON");
            assertRefused(agent.post("key", "[]"), "must be a JSON object");
            assertRefused(agent.post("key", "{}"), "\"input\" is missing");
            assertRefused(agent.post("key", RunningAgent.envelope(Json.object())), "\"text\" is missing");
            assertRefused(
                    agent.post("key", RunningAgent.envelope(Json.object().with("text", " "))), "holds no clauses");
            assertRefused(agent.postWithoutKey(RunningAgent.envelope(INPUT)), "Idempotency-Key");
            assertThat(agent.get("/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aCallIsLoggedEvenIfTheAgentIsKilledDuringIt(@TempDir Path folder) throws Exception {
        Path calls = folder.resolve("calls.jsonl");
        try (RunningAgent agent =
                RunningAgent.start(ClauseExtractor.class, "--delay", "600000", "--calls-file", calls.toString())) {
            agent.postLater("key-1", RunningAgent.envelope(INPUT));
            while (agent.calls().isEmpty()) {
                Thread.onSpinWait();
            }

            agent.process().destroyForcibly().waitFor();

            List<String> lines = Files.readAllLines(calls);
            assertThat(lines).hasSize(1);
            assertThat(((Json.ObjectValue) Json.read(lines.getFirst())).text("key"))
                    .isEqualTo("key-1");
        }
    }

    @Test
    void theProcessEndsWithItsStandardInput() throws Exception {
        try (RunningAgent agent = RunningAgent.start(ClauseExtractor.class)) {
            agent.process().getOutputStream().close();

            assertThat(agent.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(agent.process().exitValue()).isZero();
        }
    }

    @Test
    void badOptionsAndATakenPortEndTheProcessWithACode() throws Exception {
        assertThat(RunningAgent.launch(ClauseExtractor.class, "--port", "many").waitFor())
                .isEqualTo(2);
        assertThat(RunningAgent.launch(ClauseExtractor.class, "--colour", "red").waitFor())
                .isEqualTo(2);
        assertThat(RunningAgent.launch(ClauseExtractor.class, "--delay").waitFor())
                .isEqualTo(2);
        try (RunningAgent agent = RunningAgent.start(ClauseExtractor.class)) {
            String port = Integer.toString(agent.address().getPort());
            assertThat(RunningAgent.launch(ClauseExtractor.class, "--port", port)
                            .waitFor())
                    .isEqualTo(1);
        }
    }

    @Test
    void sixProcessesReviewALicenceTogether() throws Exception {
        String text = LicenceTexts.read("MPL-2.0");
        try (RunningAgent extractor = RunningAgent.start(ClauseExtractor.class);
                RunningAgent copyleft = RunningAgent.start(CopyleftChecker.class);
                RunningAgent patents = RunningAgent.start(PatentChecker.class);
                RunningAgent termination = RunningAgent.start(TerminationChecker.class);
                RunningAgent writer = RunningAgent.start(SummaryWriter.class);
                RunningAgent evaluator = RunningAgent.start(SummaryEvaluator.class)) {
            Json clauses = extractor.perform("1", Json.object().with("text", text));
            Json.ObjectValue findings = Json.object()
                    .with("copyleft", copyleft.perform("2", clauses))
                    .with("patents", patents.perform("3", clauses))
                    .with("termination", termination.perform("4", clauses));
            Json.ObjectValue draft =
                    writer.perform("5", assignment(findings, Json.NullValue.NULL, Json.NullValue.NULL));
            Json.ObjectValue feedback = evaluator.perform("6", evaluation(text, findings, draft));
            Json.ObjectValue summary = writer.perform("7", assignment(findings, draft, feedback));

            assertThat(feedback.truth("complete")).isFalse();
            assertThat(summary.text("verdict")).isEqualTo("permitted-with-conditions");
            assertThat(evaluator
                            .perform("8", evaluation(text, findings, summary))
                            .objects("feedback")
                            .size())
                    .isLessThan(feedback.objects("feedback").size());
        }
    }

    private static Json assignment(Json findings, Json draft, Json feedback) {
        return Json.object()
                .with("name", "MPL-2.0")
                .with("findings", findings)
                .with("draft", draft)
                .with("feedback", feedback);
    }

    private static Json evaluation(String text, Json findings, Json summary) {
        return Json.object().with("text", text).with("findings", findings).with("summary", summary);
    }

    private static void assertRefused(HttpResponse<String> response, String message) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(((Json.ObjectValue) Json.read(response.body()))
                        .object("error")
                        .text("message"))
                .contains(message);
    }
}

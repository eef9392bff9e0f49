package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Starting runs, looking at them, and telling them what to do. */
class RunsTest {

    private static final String HELLO = "{\"workflow\":\"echo\",\"input\":{\"text\":\"hello\"}}";
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

    @Test
    void aStartAnswersWithTheFinishedRunIfToldToWait() {
        Client.Answer answer = client.post(
                "/v1/runs?wait=5s",
                "{\"workflow\":\"echo\",\"input\":{\"text\":\"hello\"},\"labels\":{\"team\":\"legal\"},\"priority\":7}",
                "Baton-Principal",
                "service:intake");

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.text("/status")).isEqualTo("completed");
        assertThat(answer.text("/output/text")).isEqualTo("hello");
        assertThat(answer.text("/labels/team")).isEqualTo("legal");
        assertThat(answer.text("/startedBy/kind")).isEqualTo("service");
        assertThat(answer.text("/startedBy/id")).isEqualTo("intake");
        assertThat(answer.text("/steps/0/path")).isEqualTo("copy");
        assertThat(answer.header("Location")).isEqualTo("/v1/runs/" + answer.text("/id"));
        assertThat(client.get(answer.header("Location")).json()).isEqualTo(answer.json());
    }

    @Test
    void idsMadeUpByTheServerSortByTime() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(client.post("/v1/runs", HELLO).text("/id").substring(0, 10));
        }

        assertThat(ids).isSorted();
    }

    @Test
    void theSameStartWithTheSameIdFindsTheRunThatIsThere() {
        String start =
                "{\"id\":\"order-17\",\"workflow\":\"waiting\",\"input\":{\"n\":1.0},\"labels\":{\"a\":\"b\",\"c\":\"d\"}}";
        Client.Answer first = client.post("/v1/runs", start);

        Client.Answer again = client.post(
                "/v1/runs",
                "{\"labels\":{\"c\":\"d\",\"a\":\"b\"},\"input\":{\"n\":1},\"workflow\":\"waiting\", \"id\":\"order-17\"}");
        Client.Answer other =
                client.post("/v1/runs", "{\"id\":\"order-17\",\"workflow\":\"waiting\",\"input\":{\"n\":2}}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("run-exists-with-another-request");
    }

    @Test
    void theSameIdempotencyKeyFindsTheRunThatIsThere() {
        Client.Answer first = client.post("/v1/runs", HELLO, "Idempotency-Key", "k1");
        Client.Answer again = client.post("/v1/runs", HELLO, "Idempotency-Key", "k1");
        Client.Answer otherKey = client.post("/v1/runs", HELLO, "Idempotency-Key", "k2");
        Client.Answer otherBody = client.post("/v1/runs", HELLO.replace("hello", "bye"), "Idempotency-Key", "k1");

        assertThat(List.of(first.status(), again.status(), otherKey.status(), otherBody.status()))
                .containsExactly(201, 200, 201, 422);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(otherKey.text("/id")).isNotEqualTo(first.text("/id"));
    }

    @Test
    void aRepeatedStartIsAnsweredEvenIfItWouldBeRefusedByNow() {
        String soon = java.time.Instant.now().plusMillis(700).toString();
        String start = "{\"id\":\"urgent\",\"workflow\":\"waiting\",\"deadline\":\"" + soon + "\"}";
        assertThat(client.post("/v1/runs", start).status()).isEqualTo(201);
        while (java.time.Instant.now().isBefore(java.time.Instant.parse(soon))) {
            Thread.onSpinWait();
        }

        assertThat(client.post("/v1/runs", start).status()).isEqualTo(200);
        assertThat(client.post("/v1/runs", start.replace("urgent", "later")).code())
                .isEqualTo("deadline-passed");
    }

    @Test
    void aRunThatTheServerNamedIsNotFoundByAStartWithItsId() {
        String id = client.post("/v1/runs", HELLO).text("/id");

        Client.Answer answer = client.post("/v1/runs", "{\"id\":\"" + id + "\"," + HELLO.substring(1));

        assertThat(answer.code()).isEqualTo("run-exists-with-another-request");
    }

    @Test
    void aVersionCanBeChosen() {
        assertThat(client.post("/v1/runs", "{\"workflow\":\"echo\",\"version\":1,\"input\":{\"text\":\"x\"}}")
                        .status())
                .isEqualTo(201);
        Client.Answer unknown =
                client.post("/v1/runs", "{\"workflow\":\"echo\",\"version\":2,\"input\":{\"text\":\"x\"}}");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("workflow-not-found");
    }

    @Test
    void anInputThatDoesNotMatchIsRefusedWithWhatIsWrong() {
        Client.Answer answer = client.post("/v1/runs", "{\"workflow\":\"echo\",\"input\":{}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("invalid-input");
        assertThat(answer.text("/problems/0/message")).contains("/text");
    }

    @Test
    void aWaitingRunSaysWhatItWaitsForAndGoesOnWithASignal() {
        client.start("waits", "waiting", "{}");
        assertThat(client.get("/v1/runs/waits").text("/status")).isEqualTo("waiting");
        assertThat(client.get("/v1/runs/waits").text("/waitsFor/0/kind")).isEqualTo("signal");
        assertThat(client.get("/v1/runs/waits").text("/waitsFor/0/wokenBy/0")).isEqualTo("signal");
        assertThat(client.get("/v1/runs/waits").text("/waitsFor/0/since"))
                .isEqualTo(client.get("/v1/runs/waits").text("/startedAt"));

        Client.Answer after = client.post("/v1/runs/waits/signals/go", "{\"payload\":{\"amount\":12}}");

        assertThat(after.text("/status")).isEqualTo("completed");
        assertThat(client.get("/v1/runs/waits").text("/output/amount")).isEqualTo("12");
        assertThat(client.post("/v1/runs/waits/signals/go", "{}").code()).isEqualTo("run-ended");
    }

    @Test
    void aRepeatedSignalCountsOnce() {
        client.start("counts", "counting", "{}");

        client.post("/v1/runs/counts/signals/go", "{\"id\":\"one\"}");
        client.post("/v1/runs/counts/signals/go", "{\"id\":\"one\"}");
        client.post("/v1/runs/counts/signals/go", "{}", "Idempotency-Key", "two");
        client.post("/v1/runs/counts/signals/go", "{}", "Idempotency-Key", "two");

        assertThat(client.get("/v1/runs/counts").text("/waitsFor/0/step")).isEqualTo("go3");
    }

    @Test
    void aRunCanBePausedResumedAndCancelledAndEachMayBeRepeated() {
        client.start("verbs", "asking", "{}");

        for (int i = 0; i < 2; i++) {
            assertThat(client.post("/v1/runs/verbs:pause", "{\"reason\":\"lunch\"}")
                            .text("/status"))
                    .isEqualTo("paused");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(client.post("/v1/runs/verbs:resume", "").text("/status")).isEqualTo("running");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(client.send("POST", "/v1/runs/verbs:cancel", null, null).text("/status"))
                    .isEqualTo("cancelled");
        }
        assertThat(client.post("/v1/runs/verbs:pause", "{}").code()).isEqualTo("run-ended");
    }

    @Test
    void aTerminatedRunIsCancelledAndSaysWhy() {
        client.start("wild", "counting", "{}");

        assertThat(client.post("/v1/runs/wild:terminate", "{\"reason\":\"a loop\"}")
                        .text("/status"))
                .isEqualTo("cancelled");
        assertThat(client.post("/v1/runs/wild:terminate", "").status()).isEqualTo(200);
        assertThat(client.get("/v1/runs/wild").text("/error/details/reason")).isEqualTo("terminated");
    }

    @Test
    void aForkBeginsWhereTheRunWasAndLeavesItAsItIs() {
        client.start("trunk", "counting", "{}");
        client.post("/v1/runs/trunk/signals/go", "{\"payload\":1}");
        client.post("/v1/runs/trunk/signals/go", "{\"payload\":2}");
        String before = client.get("/v1/runs/trunk").body();
        String body = "{\"id\":\"twig\",\"outputs\":{\"go1\":\"edited\"},\"reason\":\"what if\"}";

        Client.Answer answer = client.post("/v1/runs/trunk:fork", body);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("/forkedFrom/run")).isEqualTo("trunk");
        Client.Answer twig = client.get("/v1/runs/twig?include=outputs");
        assertThat(twig.text("/steps/0/output")).isEqualTo("edited");
        assertThat(twig.text("/steps/1/output")).isEqualTo("2");
        assertThat(twig.text("/waitsFor/0/step")).isEqualTo("go3");
        assertThat(client.post("/v1/runs/trunk:fork", body).status())
                .as("again")
                .isEqualTo(200);
        assertThat(client.post("/v1/runs/trunk:fork", "{\"id\":\"twig\"}").code())
                .isEqualTo("run-exists-with-another-request");
        assertThat(client.get("/v1/runs/trunk").body()).isEqualTo(before);
        assertThat(client.post("/v1/runs/trunk:fork", "{\"event\":2}").text("/waitsFor/0/step"))
                .isEqualTo("go1");
    }

    @Test
    void aStepIsDoneAgainWithAnotherInputAndTwiceIsOnce() {
        client.start("redo", "counting", "{}");
        client.post("/v1/runs/redo/signals/go", "{}");
        client.post("/v1/runs/redo:cancel", "{}");
        String step = client.get("/v1/runs/redo").text("/steps/0/path");
        String body = "{\"step\":\"" + step + "\",\"input\":{\"n\":5},\"reason\":\"a mistake\"}";

        assertThat(client.post("/v1/runs/redo:rerun", body, "Idempotency-Key", "k1")
                        .text("/status"))
                .isEqualTo("waiting");
        assertThat(client.post("/v1/runs/redo:rerun", body, "Idempotency-Key", "k1")
                        .status())
                .as("the same request again")
                .isEqualTo(200);
        assertThat(client.get("/v1/runs/redo?include=inputs").text("/steps/0/input/n"))
                .isEqualTo("5");
        assertThat(client.post("/v1/runs/redo:rerun", body).code()).isEqualTo("run-not-ended");
    }

    @Test
    void aCancelledRunIsRetriedFromWhereItWas() {
        client.start("again", "counting", "{}");
        client.post("/v1/runs/again/signals/go", "{}");
        client.post("/v1/runs/again:cancel", "{}");

        Client.Answer answer = client.post("/v1/runs/again:retry", "{\"reason\":\"a mistake\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("waiting");
        assertThat(client.get("/v1/runs/again").text("/waitsFor/0/step")).isEqualTo("go2");
        assertThat(client.post("/v1/runs/again:retry", "").code()).isEqualTo("run-not-ended");
    }

    @Test
    void stepsShowWhatIsAskedFor() {
        client.start("views", "echo", "{\"text\":\"a\"}");

        JsonNode plain = client.get("/v1/runs/views").json();
        JsonNode full = client.get("/v1/runs/views?include=inputs,outputs").json();
        JsonNode summary = client.get("/v1/runs/views?fields=summary").json();

        assertThat(plain.path("stepCount").asInt())
                .isEqualTo(plain.path("steps").size())
                .isPositive();

        assertThat(plain.at("/steps/0").has("output")).isFalse();
        assertThat(full.at("/steps/0/output/text").asText()).isEqualTo("a");
        assertThat(full.at("/steps/0/input/text").asText()).isEqualTo("a");
        assertThat(summary.has("steps")).isFalse();
        assertThat(summary.has("input")).isFalse();
    }

    @Test
    void headAnswersLikeGetWithoutABody() {
        client.start("headed", "echo", "{\"text\":\"a\"}");

        Client.Answer answer =
                client.exchange(client.request("/v1/runs/headed").HEAD().build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void everyTextSurvivesTheWay() {
        String text = "ümläut 漢字 🚀 \\\" \\\\ \\n \\u0000 \\u2028";
        Client.Answer answer =
                client.post("/v1/runs?wait=1s", "{\"workflow\":\"echo\",\"input\":{\"text\":\"" + text + "\"}}");

        assertThat(answer.text("/output/text")).isEqualTo("ümläut 漢字 🚀 \" \\ \n \u0000 \u2028");
    }
}

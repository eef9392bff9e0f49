package dev.baton.actors.connector.http;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.RawPeer;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that answer with a stream of server-sent events. */
class EventStreamTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "0\r\n\r\n";

    private final HttpFixture fixture = new HttpFixture("answer-max = 100KiB");
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static String event(String text) {
        String event = text.replace('\'', '"') + "\n\n";
        return Integer.toHexString(event.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + event + "\r\n";
    }

    private AgentConnector.Call call(RawPeer peer, String settings) {
        return fixture.connector.call(Attempts.of(
                Attempts.agent("teller", "{connector: {http: {url: '" + peer.url() + "', " + settings + "}}}")));
    }

    private RawPeer answering(String... parts) {
        return new RawPeer(peer -> {
            asked.add(peer.request());
            peer.send(HEAD + String.join("", parts));
            peer.hang();
        });
    }

    @Test
    void theNamedEventIsTheAnswerAndWhatComesBehindItIsNotWaitedFor() throws IOException {
        try (RawPeer peer = answering(
                event(": hello"),
                event("event: delta\ndata: {'delta': 'It '}"),
                event("event: done\ndata: {'result': 'It is so.', 'spent': {'in': 3, 'out': 4}}"),
                event("event: delta\ndata: {'delta': 'more'}"))) {
            AttemptResult.Succeeded done = Attempts.succeeded(
                    call(
                            peer,
                            "events: {result: done}, output: /result, usage: {inputTokens: /spent/in, outputTokens: /spent/out}"));
            assertThat(done.output().json()).isEqualTo(json("\"It is so.\""));
            assertThat(done.usage()).isEqualTo(new Usage(3, 4, 0));
            assertThat(asked.getFirst()).contains("Accept: text/event-stream", "Idempotency-Key: ");
        }
    }

    @Test
    void withoutANameItIsTheLastEventThatHasAnOutput() throws IOException {
        try (RawPeer peer =
                answering(event("data: {'output': 1}"), event("data: {'output': 2}"), event("data: [DONE]"), END)) {
            assertThat(Attempts.succeeded(call(peer, "events: {}, output: /output"))
                            .output()
                            .json())
                    .isEqualTo(json("2"));
        }
    }

    @Test
    void wordsAreHeardWhileTheyCome() throws IOException {
        CountDownLatch listening = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(one -> {
            one.request();
            one.send(HEAD);
            await(listening);
            one.send(event("data: {'delta': 'It '}")
                    + event("data: {'delta': 'is.'}")
                    + event("data: {'output': 1}")
                    + END);
        })) {
            AgentConnector.Call call = call(peer, "events: {words: /delta}, output: /output");
            List<String> heard = new CopyOnWriteArrayList<>();
            call.listen((message, words) -> heard.add(words));
            listening.countDown();
            Attempts.succeeded(call);
            assertThat(heard).containsExactly("It ", "is.");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStreamThatBreaksIsTakenUpAgainBehindItsLastEvent() throws IOException {
        try (RawPeer peer = new RawPeer(one -> {
            String request = one.request();
            asked.add(request);
            if (request.startsWith("POST")) {
                one.send(HEAD + event("retry: 1\nid: a1\ndata: {'stream': 's/9'}"));
            } else {
                one.send(HEAD + event("id: a2\nevent: done\ndata: {'result': 7}") + END);
            }
        })) {
            String settings = "events: {result: done, resume: {path: '/streams/${ answer.stream }'}}, output: /result";
            assertThat(Attempts.succeeded(call(peer, settings)).output().json()).isEqualTo(json("7"));
            assertThat(asked).hasSize(2);
            assertThat(asked.getLast()).startsWith("GET /work/streams/s%2F9 ").contains("Last-Event-ID: a1\r\n");
        }
    }

    @Test
    void aStreamThatBreaksAndCannotBeTakenUpIsAFault() throws IOException {
        try (RawPeer peer = new RawPeer(one -> {
            one.request();
            one.send(HEAD + event("id: a1\ndata: {'delta': 'It'}"));
        })) {
            assertThat(Attempts.fault(call(peer, "events: {result: done}"))).hasMessageContaining("in the middle");
        }
    }

    @Test
    void anAgentThatFallsSilentHasFailedAndOneThatOnlySaysThatItLivesHasNot() throws IOException {
        try (RawPeer peer = answering(event("data: {'delta': 'It'}"))) {
            AttemptResult.Failed failed = Attempts.failed(call(peer, "events: {result: done, idle: PT0.2S}"));
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.TIMEOUT);
            assertThat(failed.error().message()).contains("said nothing for PT0.2S");
        }
        CountDownLatch never = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(one -> {
            one.request();
            one.send(HEAD);
            for (int i = 0; i < 20; i++) {
                one.send(event(": still here"));
                pause(never);
            }
            one.send(event("event: done\ndata: {'output': 1}"));
        })) {
            Attempts.succeeded(call(peer, "events: {result: done, idle: PT1S}"));
        }
    }

    /** As an agent that takes its time. */
    private static void pause(CountDownLatch never) {
        try {
            assertThat(never.await(100, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failuresAreKnownByTheirNameAndByWhatTheySay() throws IOException {
        try (RawPeer peer = answering(event("event: error\ndata: {'message': 'no model for s3cret'}"))) {
            AttemptResult.Failed failed = Attempts.failed(
                    call(peer, "events: {result: done, failure: error}, error: /message, bearer: 'secret://token'"));
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(failed.error().message()).endsWith("failed: no model for [secret]");
        }
        try (RawPeer peer = answering(event("data: {'status': 'failed', 'why': 'tired'}"))) {
            assertThat(Attempts.failed(call(peer, "events: {}, failed: {at: /status, is: [failed]}, error: /why"))
                            .error()
                            .message())
                    .endsWith("failed: tired");
        }
        try (RawPeer peer = answering(event("data: {'delta': 'It'}"), END)) {
            AttemptResult.Failed failed = Attempts.failed(call(peer, "events: {result: done}"));
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(failed.error().message()).contains("without done");
        }
    }

    @Test
    void anAgentMayAnswerAtOnceAfterAllOrRefuse() throws IOException {
        try (RawPeer peer = new RawPeer(one -> {
            one.request();
            one.answer("{\"result\": 5}");
        })) {
            assertThat(Attempts.succeeded(call(peer, "events: {}, output: /result"))
                            .output()
                            .json())
                    .isEqualTo(json("5"));
        }
        try (RawPeer peer = new RawPeer(one -> {
            one.request();
            one.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(Attempts.kindOf(call(peer, "events: {}"))).isEqualTo(ErrorKind.UNAVAILABLE);
        }
    }

    @Test
    void aStreamHasALimit() throws IOException {
        try (RawPeer peer = answering(event("data: '" + "x".repeat(110 * 1024) + "'"), END)) {
            assertThat(Attempts.kindOf(call(peer, "events: {}"))).isEqualTo(ErrorKind.INVALID_OUTPUT);
        }
    }
}

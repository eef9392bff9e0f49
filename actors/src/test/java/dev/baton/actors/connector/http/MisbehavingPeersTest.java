package dev.baton.actors.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.RawPeer;
import dev.baton.actors.connector.RawPeer.Script;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a call when the other side does not do what HTTP says. */
class MisbehavingPeersTest {

    private final HttpFixture fixture = new HttpFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void withPeer(Script script, PeerTest test) throws IOException {
        try (RawPeer peer = new RawPeer(script)) {
            test.run(peer);
        }
    }

    @FunctionalInterface
    private interface PeerTest {
        void run(RawPeer peer) throws IOException;
    }

    private static Script always(String answer) {
        return peer -> {
            peer.request();
            peer.send(answer);
        };
    }

    @Test
    void aRefusedConnectionIsTransient() throws IOException {
        // The port is taken, so that nobody else gets it, but nobody listens there.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            AttemptRequest attempt =
                    Attempts.of(Attempts.httpAgent("http://127.0.0.1:" + taken.getLocalPort() + "/work"));
            assertThat(Attempts.fault(fixture.connector.call(attempt)))
                    .hasMessageContaining("no connection to 127.0.0.1");
        }
    }

    @Test
    void anUnknownHostIsTransient() {
        AttemptRequest attempt = Attempts.of(Attempts.httpAgent("http://no-such-host.invalid/work"));
        assertThat(Attempts.fault(fixture.connector.call(attempt))).hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void aConnectionClosedBeforeTheAnswerIsTransient() throws IOException {
        withPeer(
                RawPeer.Peer::request,
                peer -> assertThat(Attempts.fault(fixture.call(peer))).hasMessageContaining("before the answer"));
    }

    @Test
    void aResetIsTransient() throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    peer.reset();
                },
                peer -> assertThat(Attempts.fault(fixture.call(peer))).hasMessageContaining("before the answer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"output\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"out\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf"
            })
    void anAnswerThatStopsInTheMiddleIsTransient(String half) throws IOException {
        withPeer(
                always(half),
                peer -> assertThat(Attempts.fault(fixture.call(peer)))
                        .hasMessageContaining("in the middle of the answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le"})
    void aHeadThatStopsInTheMiddleIsTransient(String half) throws IOException {
        withPeer(
                always(half),
                peer -> assertThat(Attempts.fault(fixture.call(peer))).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "\u0000\u0001\u0002\u0003garbage\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
            })
    void whatIsNotHttpIsAnInvalidOutput(String garbage) throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    peer.send(garbage);
                    peer.awaitEnd();
                },
                peer -> assertThat(Attempts.kindOf(fixture.call(peer))).isEqualTo(ErrorKind.INVALID_OUTPUT));
    }

    @Test
    void aHeadWithoutEndIsAnInvalidOutput() throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        peer.send("X-More: " + "x".repeat(1000) + "\r\n");
                    }
                },
                peer -> assertThat(Attempts.kindOf(fixture.call(peer))).isEqualTo(ErrorKind.INVALID_OUTPUT));
    }

    @Test
    void silenceEndsAtTheDeadlineAndTheConnectionWithIt() throws IOException {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        withPeer(
                peer -> {
                    peer.request();
                    peer.awaitEnd();
                    ended.complete(true);
                },
                peer -> {
                    AttemptRequest attempt =
                            Attempts.of(Attempts.httpAgent(peer.url()), Attempts.json("{}"), Duration.ofMillis(200));
                    assertThat(Attempts.kindOf(fixture.connector.call(attempt))).isEqualTo(ErrorKind.TIMEOUT);
                    assertThat(Instant.now()).isAfterOrEqualTo(attempt.deadline());
                    assertThat(Attempts.await(ended)).isTrue();
                });
    }

    @Test
    void aTrickleDoesNotOutliveTheDeadline() throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        peer.send("1\r\n \r\n");
                    }
                },
                peer -> assertThat(Attempts.kindOf(fixture.connector.call(Attempts.of(
                                Attempts.httpAgent(peer.url()), Attempts.json("{}"), Duration.ofMillis(300)))))
                        .isIn(ErrorKind.TIMEOUT, ErrorKind.INVALID_OUTPUT));
    }

    @Test
    void aPassedDeadlineSendsNothing() throws IOException {
        withPeer(RawPeer.Peer::hang, peer -> {
            AttemptRequest late =
                    Attempts.of(Attempts.httpAgent(peer.url()), Attempts.json("{}"), Duration.ofSeconds(-1));
            assertThat(Attempts.kindOf(fixture.connector.call(late))).isEqualTo(ErrorKind.TIMEOUT);
            assertThat(peer.accepted()).isZero();
        });
    }

    @Test
    void cancellingClosesTheConnection() throws IOException {
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        withPeer(
                peer -> {
                    peer.request();
                    asked.complete(true);
                    peer.awaitEnd();
                    ended.complete(true);
                },
                peer -> {
                    AgentConnector.Call call = fixture.call(peer);
                    Attempts.await(asked);
                    call.cancel();
                    assertThat(Attempts.kindOf(call)).isEqualTo(ErrorKind.CANCELLED);
                    assertThat(Attempts.await(ended)).isTrue();
                });
    }

    @Test
    void cancellingAfterTheAnswerChangesNothing() throws IOException {
        withPeer(always(RawPeer.ok("1")), peer -> {
            AgentConnector.Call call = fixture.call(peer);
            Attempts.succeeded(call);
            call.cancel();
            assertThat(Attempts.succeeded(call).output().json().asInt()).isEqualTo(1);
        });
    }

    @Test
    void anAnswerAnnouncedAsTooLargeIsNotRead() throws IOException {
        try (HttpFixture small = new HttpFixture("answer-max = 10 KiB")) {
            withPeer(
                    peer -> {
                        peer.request();
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10241\r\n\r\n");
                        peer.awaitEnd();
                    },
                    peer -> assertThat(Attempts.failed(small.call(peer)).error())
                            .hasFieldOrPropertyWithValue("kind", ErrorKind.INVALID_OUTPUT)
                            .extracting("message")
                            .asString()
                            .contains("10240 bytes"));
        }
    }

    @Test
    void anAnswerWithoutEndIsGivenUpAtTheLimit() throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
                    while (true) {
                        peer.send(chunk);
                    }
                },
                peer -> assertThat(Attempts.kindOf(fixture.call(peer))).isEqualTo(ErrorKind.INVALID_OUTPUT));
        assertThat(fixture.gauge("baton.http.client.answer.bytes")).isZero();
    }

    @Test
    void largeAnswersTogetherTakeNoMoreMemoryThanSetApart() throws IOException {
        try (HttpFixture tight = new HttpFixture("answers-memory-max = 1 MiB")) {
            withPeer(always(RawPeer.ok("\"" + "x".repeat(3 * 1024 * 1024) + "\"")), peer -> {
                AttemptResult.Failed failed = Attempts.failed(tight.call(peer));
                assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                assertThat(tight.gauge("baton.http.client.answer.bytes")).isZero();
            });
        }
    }

    @Test
    void anAnswerMayComeByteByByte() throws IOException {
        withPeer(
                peer -> {
                    peer.request();
                    for (byte next :
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"o\r\nc\r\nutput\":\"ok\"}\r\n0\r\nX: y\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII)) {
                        peer.send(new byte[] {next});
                    }
                    peer.awaitEnd();
                },
                peer -> assertThat(Attempts.succeeded(fixture.call(peer))
                                .output()
                                .json()
                                .asText())
                        .isEqualTo("ok"));
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws IOException {
        withPeer(
                always("HTTP/1.1 200 OK\r\n\r\n{\"output\":\"ok\"}"),
                peer -> assertThat(Attempts.succeeded(fixture.call(peer))
                                .output()
                                .json()
                                .asText())
                        .isEqualTo("ok"));
    }

    @Test
    void interimAnswersAreSkipped() throws IOException {
        withPeer(
                always("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                        + RawPeer.ok("{\"output\":\"ok\"}")),
                peer -> assertThat(Attempts.succeeded(fixture.call(peer)))
                        .isEqualTo(
                                new AttemptResult.Succeeded(new Payload(Attempts.json("\"ok\"")), Usage.NONE, null)));
    }

    @Test
    void aRefusalMayComeBeforeTheRequestIsRead() throws IOException {
        withPeer(
                peer -> {
                    peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    peer.awaitEnd();
                },
                peer -> assertThat(Attempts.kindOf(fixture.connector.call(Attempts.of(
                                Attempts.httpAgent(peer.url()), Attempts.json("\"" + "x".repeat(4_000_000) + "\"")))))
                        .isEqualTo(ErrorKind.REJECTED));
    }

    @Test
    void aSecondAnswerIsNotTakenForThatOfTheNextRequest() throws IOException {
        AtomicInteger number = new AtomicInteger();
        withPeer(
                peer -> {
                    while (true) {
                        peer.request();
                        int current = number.incrementAndGet();
                        peer.send(RawPeer.ok(String.valueOf(current)) + RawPeer.ok("-1"));
                    }
                },
                peer -> {
                    for (int i = 1; i <= 20; i++) {
                        AttemptResult.Succeeded result = Attempts.succeeded(fixture.call(peer));
                        assertThat(result.output().json().asInt()).isEqualTo(i);
                    }
                });
    }
}

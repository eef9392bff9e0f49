package dev.baton.actors.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.RawPeer;
import dev.baton.actors.connector.RawPeer.Script;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections are kept, shared out, and given up when they should be. */
class ConnectionReuseTest {

    private static final Script POLITE = peer -> {
        while (true) {
            peer.request();
            peer.answer("1");
        }
    };

    @Test
    void oneConnectionServesManyCallsInTurn() throws IOException {
        try (RawPeer peer = new RawPeer(POLITE);
                HttpFixture fixture = new HttpFixture()) {
            for (int i = 0; i < 200; i++) {
                Attempts.succeeded(fixture.call(peer));
            }
            assertThat(peer.accepted()).isEqualTo(1);
            assertThat(fixture.gauge("baton.http.client.connections")).isEqualTo(1);
        }
    }

    @Test
    void noMoreConnectionsAreOpenThanAllowedAndEveryCallGetsOne() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        Script patient = peer -> {
            while (true) {
                peer.request();
                awaitOrFail(go);
                peer.answer("1");
            }
        };
        try (RawPeer peer = new RawPeer(patient);
                HttpFixture fixture = new HttpFixture("connections-max = 3")) {
            List<AgentConnector.Call> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(fixture.call(peer));
            }
            go.countDown();
            calls.forEach(Attempts::succeeded);
            assertThat(peer.openMost()).isEqualTo(3);
        }
    }

    private static void awaitOrFail(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void callsBeyondTheLimitFailAtOnceAndTheOthersGoOn() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(client -> {
                    client.request();
                    awaitOrFail(go);
                    client.answer("1");
                });
                HttpFixture fixture = new HttpFixture("calls-max = 2")) {
            AgentConnector.Call first = fixture.call(peer);
            AgentConnector.Call second = fixture.call(peer);
            AttemptResult.Failed third = Attempts.failed(fixture.call(peer));

            assertThat(third.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(third.retryAfter()).isPositive();
            go.countDown();
            Attempts.succeeded(first);
            Attempts.succeeded(second);
            assertThat(fixture.gauge("baton.http.client.calls")).isZero();
            Attempts.succeeded(fixture.call(peer));
        }
    }

    @Test
    void anUnusedConnectionIsClosed() throws IOException {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawPeer peer = new RawPeer(client -> {
                    client.request();
                    client.answer("1");
                    client.awaitEnd();
                    closed.complete(true);
                });
                HttpFixture fixture = new HttpFixture("idle-timeout = 100ms")) {
            Attempts.succeeded(fixture.call(peer));
            assertThat(Attempts.await(closed)).isTrue();
        }
    }

    @Test
    void aConnectionIsGivenUpBeforeItsHostDoes() throws IOException {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawPeer peer = new RawPeer(client -> {
                    client.request();
                    client.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=100\r\nContent-Length: 1\r\n\r\n1");
                    client.awaitEnd();
                    closed.complete(true);
                });
                HttpFixture fixture = new HttpFixture("idle-timeout = 1h")) {
            Attempts.succeeded(fixture.call(peer));
            assertThat(Attempts.await(closed)).isTrue();
        }
    }

    @Test
    void aHostThatWantsToCloseIsNotAskedAgainOnThatConnection() throws IOException {
        try (RawPeer peer = new RawPeer(client -> {
                    while (true) {
                        client.request();
                        client.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1");
                    }
                });
                HttpFixture fixture = new HttpFixture()) {
            for (int i = 0; i < 10; i++) {
                Attempts.succeeded(fixture.call(peer));
            }
            assertThat(peer.accepted()).isEqualTo(10);
        }
    }

    @Test
    void whatAHostSaysWhileNobodyAsksIsNoAnswer() throws IOException {
        CompletableFuture<Boolean> said = new CompletableFuture<>();
        try (RawPeer peer = new RawPeer(client -> {
                    client.request();
                    client.answer("1");
                    client.send("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    client.awaitEnd();
                    said.complete(true);
                });
                HttpFixture fixture = new HttpFixture()) {
            Attempts.succeeded(fixture.call(peer));
            Attempts.await(said);
            Attempts.succeeded(fixture.call(peer));
        }
    }

    /** A host that closes after every answer without saying so races with the next request: never a wrong result. */
    @Test
    void aCloseThatRacesWithARequestIsTransientAtWorst() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (RawPeer peer = new RawPeer(client -> {
                    client.request();
                    client.answer(String.valueOf(number.incrementAndGet()));
                });
                HttpFixture fixture = new HttpFixture()) {
            int succeeded = 0;
            for (int i = 0; i < 500; i++) {
                try {
                    AttemptResult.Succeeded result = Attempts.succeeded(fixture.call(peer));
                    assertThat(result.output().json().asInt()).isEqualTo(number.get());
                    succeeded++;
                } catch (CompletionException e) {
                    assertThat(e.getCause()).isInstanceOf(AgentConnector.TransientFault.class);
                }
            }
            assertThat(succeeded).isPositive().isEqualTo(number.get());
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws IOException {
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        try (RawPeer peer = new RawPeer(client -> {
            client.request();
            asked.complete(true);
            client.hang();
        })) {
            HttpFixture fixture = new HttpFixture();
            AgentConnector.Call open = fixture.call(peer);
            Attempts.await(asked);
            fixture.close();

            assertThat(Attempts.fault(open)).hasMessageContaining("shutting down");
            assertThat(Attempts.fault(fixture.call(peer))).hasMessageContaining("shutting down");
        }
    }

    @Test
    void aHostWithoutRoomForConnectionsFailsEveryCallThatWaits() throws IOException {
        RawPeer gone = new RawPeer(peer -> {});
        gone.close();
        try (HttpFixture fixture = new HttpFixture()) {
            List<AgentConnector.Call> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(fixture.call(gone));
            }
            calls.forEach(Attempts::fault);
            assertThat(fixture.gauge("baton.http.client.calls")).isZero();
        }
    }

    @Test
    void manyCallsAtOnceAllGetTheirOwnAnswer() throws IOException {
        Script echo = peer -> {
            while (true) {
                String request = peer.request();
                peer.answer(request.substring(request.indexOf("\r\n\r\n") + 4));
            }
        };
        try (RawPeer peer = new RawPeer(echo);
                HttpFixture fixture = new HttpFixture("connections-max = 64")) {
            List<AgentConnector.Call> calls = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                calls.add(fixture.connector.call(Attempts.of(
                        Attempts.httpAgent(peer.url()), Attempts.json(String.valueOf(i)), Duration.ofMinutes(1))));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertThat(Attempts.succeeded(calls.get(i))
                                .output()
                                .json()
                                .path("input")
                                .asInt())
                        .isEqualTo(i);
            }
            assertThat(peer.requests()).isEqualTo(5_000);
        }
    }
}

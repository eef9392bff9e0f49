package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What ordinary clients never send. */
class RawRequestsTest {

    private static final int MIB = 1024 * 1024;
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start(Map.of(
                "baton.http.body-timeout", "1s", "baton.http.allowed-hosts", java.util.List.of("baton.internal")));
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                Arguments.of(
                        "another host name",
                        "GET /v1/runs HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                        403,
                        "host-not-allowed"),
                Arguments.of(
                        "another host in the target",
                        "GET http://evil.example/v1/runs HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        400,
                        "malformed-request"),
                Arguments.of(
                        "a host that only begins well",
                        "GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n",
                        403,
                        "host-not-allowed"),
                Arguments.of("no host", "GET /v1/runs HTTP/1.1\r\n\r\n", 400, "malformed-request"),
                Arguments.of("no HTTP", "this is no HTTP at all\r\n\r\n", 501, "method-unknown"),
                Arguments.of(
                        "a space in the path",
                        "GET /v1/ru ns HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        400,
                        "malformed-request"),
                Arguments.of(
                        "a broken escape",
                        "GET /v1/runs/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        400,
                        "malformed-request"),
                Arguments.of(
                        "an unknown method",
                        "BREW /v1/runs HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        501,
                        "method-unknown"),
                Arguments.of(
                        "a long path",
                        "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        414,
                        "uri-too-long"),
                Arguments.of(
                        "a long header",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(9_000) + "\r\n\r\n",
                        431,
                        "headers-too-large"),
                Arguments.of(
                        "two lengths",
                        "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                        400,
                        "malformed-request"),
                Arguments.of(
                        "a length below zero",
                        "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n",
                        400,
                        "malformed-request"),
                Arguments.of(
                        "a strange content type",
                        "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: ???\r\nContent-Length: 2\r\n\r\n{}",
                        415,
                        "unsupported-media-type"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void isAnsweredLikeEverythingElse(String is, String sent, int status, String code) throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send(sent);

            String answer = connection.answer();

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json", "\"" + code + "\"");
        }
    }

    @Test
    void theNamesOfThisMachineAndThoseAllowedAreServed() throws IOException {
        for (String host : new String[] {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8080", "baton.internal"}) {
            try (RawConnection connection = new RawConnection(node)) {
                connection.send("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(connection.answer()).as(host).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aHundredMegabytesAreRefusedWithoutBeingKept() {
        long before = usedMemory();
        byte[] mebibyte = new byte[MIB];
        Arrays.fill(mebibyte, (byte) ' ');
        HttpRequest known = client.request("/v1/runs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArrays(java.util.Collections.nCopies(100, mebibyte)))
                .build();

        for (int i = 0; i < 3; i++) {
            Client.Answer answer = client.exchange(known);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("too-large");
        }
        assertThat(usedMemory() - before).isLessThan(60L * MIB);
        assertThat(node.runs.count()).isZero();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @RepeatedTest(20)
    void aTooLongBodyIsRefusedBeforeItIsSentIfTheClientWaitsToBeTold() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send("POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 104857600\r\nExpect: 100-continue\r\n\r\n");

            assertThat(connection.answer())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("too-large")
                    .containsIgnoringCase("Connection: close");
        }
    }

    @Test
    void aTooLongBodyIsRefusedAtItsLengthAlone() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send("POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 104857600\r\n\r\n{");

            assertThat(connection.answer()).startsWith("HTTP/1.1 413 ").contains("too-large");
        }
    }

    @Test
    void aTooLongBodyOfUnknownLengthIsRefusedWhileItIsSent() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send("POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] chunk =
                    ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (int i = 0; i < 9 * 16; i++) {
                connection.send(chunk);
            }

            assertThat(connection.answer()).startsWith("HTTP/1.1 413 ").contains("too-large");
        }
    }

    @Test
    void aBodyInPiecesIsPutTogether() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send(
                    "POST /v1/runs?fields=summary HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
            for (String piece :
                    "{\"workflow\":\"echo\",\"id\":\"pieces\",\"input\":{\"text\":\"ä\"}}".split("(?<=,)")) {
                int length = piece.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
                connection.send(Integer.toHexString(length) + "\r\n" + piece + "\r\n");
            }
            connection.send("0\r\n\r\n");

            assertThat(connection.answer()).startsWith("HTTP/1.1 201 ").contains("\"completed\"");
        }
        node.runs.forget("pieces");
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUp() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            connection.send("POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000\r\n\r\n{");

            assertThat(connection.answer()).startsWith("HTTP/1.1 408 ").contains("body-timeout");
        }
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        try (RawConnection connection = new RawConnection(node)) {
            for (int i = 0; i < 20; i++) {
                connection.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                connection.send("GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
                assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
            }
        }
    }
}

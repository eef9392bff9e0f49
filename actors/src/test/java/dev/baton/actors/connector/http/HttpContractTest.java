package dev.baton.actors.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain HTTP contract, spoken with the JDK's server. */
class HttpContractTest {

    private record Seen(String method, String path, Map<String, String> headers, String body) {}

    private final HttpFixture fixture = new HttpFixture();
    private final AtomicReference<Seen> seen = new AtomicReference<>();
    private final AtomicInteger followed = new AtomicInteger();
    private int status = 200;
    private byte[] body = "{\"output\":1}".getBytes(StandardCharsets.UTF_8);
    private final Map<String, String> headers = new LinkedHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/work", this::serve);
        server.createContext("/elsewhere", exchange -> {
            followed.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        fixture.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Map<String, String> received = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> received.put(name, String.join("|", values)));
        seen.set(new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                received,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        headers.forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/work?x=a%20b";
    }

    private AttemptRequest attempt() {
        return Attempts.of(Attempts.httpAgent(url()));
    }

    private Seen seen() {
        return Objects.requireNonNull(seen.get(), "no request");
    }

    private AttemptResult answering(String json) {
        body = json.getBytes(StandardCharsets.UTF_8);
        return Attempts.result(fixture.connector.call(attempt()));
    }

    @Test
    void anAttemptIsOnePostOfWhatTheAgentNeeds() {
        AttemptRequest attempt = Attempts.of(
                Attempts.httpAgent(url()), Attempts.json("{\"text\":\"Grüße, 世界 😀\\n\",\"n\":[1,2.5,null]}"));

        Attempts.succeeded(fixture.connector.call(attempt));

        JsonNode sent = Attempts.json(seen().body());
        String callback = fixture.callbacks.url("default", attempt.attempt());
        assertThat(seen().method()).isEqualTo("POST");
        assertThat(seen().path()).isEqualTo("/work?x=a%20b");
        assertThat(sent)
                .isEqualTo(JsonNodeFactory.instance
                        .objectNode()
                        .put("run", attempt.run())
                        .put("step", "checks/credit")
                        .put("attempt", attempt.attempt())
                        .put("deadline", attempt.deadline().toString())
                        .put("callback", callback)
                        .setAll(Map.of("input", attempt.input().json(), "context", attempt.context())));
        assertThat(seen().headers())
                .containsEntry("Idempotency-key", attempt.attempt())
                .containsEntry("Traceparent", attempt.traceparent())
                .containsEntry("Content-type", "application/json")
                .containsEntry("Baton-callback", callback)
                .containsEntry("Host", "127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void theCallbackNamesItsAttempt() {
        AttemptRequest attempt = attempt();
        Attempts.succeeded(fixture.connector.call(attempt));
        String callback = Attempts.json(seen().body()).path("callback").asText();

        assertThat(callback).startsWith(HttpFixture.PUBLIC_URL + Callbacks.PATH);
        assertThat(fixture.callbacks.verify(callback.substring((HttpFixture.PUBLIC_URL + Callbacks.PATH).length())))
                .isEqualTo(Optional.of(new Callbacks.Subject("default", attempt.attempt())));
    }

    @Test
    void headersOfTheDefinitionAreSentAndReplaceTheUsualOnes() {
        AgentDefinition agent = Attempts.agent(
                "tester", "{connector: {http: {url: '" + url() + "', headers: {X-Team: legal, user-agent: mine}}}}");

        Attempts.succeeded(fixture.connector.call(Attempts.of(agent)));

        assertThat(seen().headers()).containsEntry("X-team", "legal").containsEntry("User-agent", "mine");
    }

    @Test
    void theOutputComesWithUsageAndConfidence() {
        assertThat(answering("""
                {"output":{"verdict":"yes"},"usage":{"inputTokens":10,"outputTokens":20,"costMicros":30},"confidence":0.75}
                """))
                .isEqualTo(new AttemptResult.Succeeded(
                        new Payload(Attempts.json("{\"verdict\":\"yes\"}")), new Usage(10, 20, 30), 0.75));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"billing\" | billing | ",
                "{\"to\":\"billing\"} | billing | ",
                "{\"to\":\"billing\",\"reason\":\"an invoice\"} | billing | an invoice",
                "7 | | ",
                "\"\" | | ",
                "{\"reason\":\"none\"} | | "
            })
    void anAgentMaySayWhoShouldHaveTheWorkNext(String handoff, @Nullable String to, @Nullable String reason) {
        assertThat(answering("{\"output\":1,\"handoff\":" + handoff + "}"))
                .isEqualTo(new AttemptResult.Succeeded(
                        new Payload(Attempts.json("1")),
                        Usage.NONE,
                        null,
                        to == null ? null : new Handoff(to, reason)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ok\":true,\"data\":\"x\"}", "[1,2]", "\"text\"", "17", "null", "{}"})
    void jsonWithoutAnOutputFieldIsTheOutput(String json) {
        assertThat(answering(json))
                .isEqualTo(new AttemptResult.Succeeded(new Payload(Attempts.json(json)), Usage.NONE, null));
    }

    @Test
    void anOutputOfNullIsAnOutput() {
        assertThat(answering("{\"output\":null}"))
                .isEqualTo(new AttemptResult.Succeeded(Payload.NULL, Usage.NONE, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"output\":1,\"usage\":17,\"confidence\":\"high\"}",
                "{\"output\":1,\"usage\":{\"inputTokens\":\"many\",\"outputTokens\":-5,\"costMicros\":1e30},\"confidence\":7}",
                "{\"output\":1,\"usage\":null,\"confidence\":null,\"more\":1}"
            })
    void noOutputIsLostOverUsageThatMakesNoSense(String json) {
        assertThat(answering(json))
                .isEqualTo(new AttemptResult.Succeeded(new Payload(Attempts.json("1")), Usage.NONE, null));
    }

    @Test
    void acceptedMeansThatTheAnswerComesByCallback() {
        status = 202;
        assertThat(answering(""))
                .isEqualTo(new AttemptResult.Accepted(true, new Payload(Attempts.json("{\"callback\":true}"))));
    }

    @ParameterizedTest
    @CsvSource({
        "408, TIMEOUT",
        "504, TIMEOUT",
        "429, UNAVAILABLE",
        "500, UNAVAILABLE",
        "501, UNAVAILABLE",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "599, UNAVAILABLE",
        "400, REJECTED",
        "401, REJECTED",
        "403, REJECTED",
        "404, REJECTED",
        "409, REJECTED",
        "422, REJECTED",
        "201, INVALID_OUTPUT",
        "204, INVALID_OUTPUT",
        "206, INVALID_OUTPUT",
        "304, REJECTED"
    })
    void aStatusSaysWhatWentWrong(int answered, ErrorKind kind) {
        status = answered;
        body = new byte[0];
        assertThat(Attempts.kindOf(fixture.connector.call(attempt()))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int answered) {
        status = answered;
        headers.put("Location", "/elsewhere");

        AttemptResult.Failed failed = Attempts.failed(fixture.connector.call(attempt()));

        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("/elsewhere");
        assertThat(followed).hasValue(0);
    }

    @Test
    void statusAndBodyOfARefusalAreInTheDetails() {
        status = 422;
        AttemptResult.Failed failed = (AttemptResult.Failed) answering("{\"code\":\"too-old\",\"message\":\"no\"}");

        assertThat(failed.error().message())
                .isEqualTo("agent tester answered 422: {\"code\":\"too-old\",\"message\":\"no\"}");
        assertThat(failed.error().details())
                .isEqualTo(new Payload(
                        Attempts.json("{\"status\":422,\"body\":{\"code\":\"too-old\",\"message\":\"no\"}}")));
    }

    @Test
    void theMessageOfARefusalIsQuotedWithoutTheJsonAroundIt() {
        status = 400;
        AttemptResult.Failed failed =
                (AttemptResult.Failed) answering("{\"error\":{\"message\":\"there is no such part\"}}");

        assertThat(failed.error().message()).isEqualTo("agent tester answered 400: there is no such part");
    }

    @Test
    void ofALongRefusalOnlyTheBeginningIsKept() {
        status = 400;
        AttemptResult.Failed failed = (AttemptResult.Failed) answering("x".repeat(1_000_000));
        JsonNode details = Objects.requireNonNull(failed.error().details()).json();

        assertThat(details.path("body").asText()).hasSize(4096);
        assertThat(details.path("cut").asBoolean()).isTrue();
        assertThat(failed.error().message()).hasSizeLessThan(400);
    }

    @Test
    void anAgentSaysForHowManySecondsToLeaveItAlone() {
        status = 429;
        headers.put("Retry-After", "7");
        assertThat(Attempts.failed(fixture.connector.call(attempt())).retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void anAgentSaysUntilWhenToLeaveItAlone() {
        status = 503;
        headers.put(
                "Retry-After",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plusSeconds(100).atOffset(ZoneOffset.UTC)));
        assertThat(Attempts.failed(fixture.connector.call(attempt())).retryAfter())
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "1.5"})
    void aRetryAfterThatMakesNoSenseIsIgnored(String header) {
        assertThat(RetryAfter.parse(header, Instant.now())).isNull();
    }

    @Test
    void aVeryLongRetryAfterIsCut() {
        assertThat(RetryAfter.parse("99999999", Instant.now())).isEqualTo(RetryAfter.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "hello",
                "{\"output\":1",
                "{\"output\":1} {}",
                "{'output':1}",
                "<html/>",
                "[1e999]",
                "nul"
            })
    void whatIsNotJsonIsAnInvalidOutput(String text) {
        AttemptResult.Failed failed = (AttemptResult.Failed) answering(text);
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void brokenUtf8IsAnInvalidOutput() {
        body = new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'};
        assertThat(Attempts.kindOf(fixture.connector.call(attempt()))).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void tooDeepJsonIsAnInvalidOutput() {
        assertThat(answering("[".repeat(200) + "]".repeat(200))).isInstanceOf(AttemptResult.Succeeded.class);
        assertThat(answering("[".repeat(100_000) + "]".repeat(100_000))).isInstanceOf(AttemptResult.Failed.class);
    }

    @Test
    void megabytesGoBothWays() {
        String text = "äöü€".repeat(500_000);
        body = ("{\"output\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        AttemptRequest attempt = Attempts.of(
                Attempts.httpAgent(url()), JsonNodeFactory.instance.objectNode().put("text", text));

        AttemptResult.Succeeded result = Attempts.succeeded(fixture.connector.call(attempt));

        assertThat(result.output().json().textValue()).isEqualTo(text);
        assertThat(Attempts.json(seen().body()).at("/input/text").textValue()).isEqualTo(text);
        assertThat(fixture.gauge("baton.http.client.answer.bytes")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/y", "http://", "http://user:pw@host/", "http://h:0/", "no url", "http://h:99999/"})
    void anImpossibleUrlIsAMistakeOfTheDefinition(String url) {
        AgentDefinition base = Attempts.httpAgent("http://127.0.0.1/");
        AgentDefinition agent = new AgentDefinition(
                base.name(),
                "",
                "",
                Map.of(),
                new AgentDefinition.Connector(
                        "http", JsonNodeFactory.instance.objectNode().put("url", url)),
                null,
                null,
                base.limits(),
                "digest-of-" + url,
                "{}");

        assertThat(Attempts.kindOf(fixture.connector.call(Attempts.of(agent)))).isEqualTo(ErrorKind.BUG);
    }
}

package dev.baton.actors.connector.agentcore;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as the documentation of InvokeAgentRuntime says. */
final class AgentCoreConnectorTest {

    private static final String RUNTIME = "arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/claims-a1";
    private static final String PATH =
            "/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aeu-central-1%3A123456789012%3Aruntime%2Fclaims-a1";
    private static final String SIGNED = ", aws: {accessKeyId: 'secret://id', secretAccessKey: 'secret://key'}";

    private final List<JsonNode> sent = new ArrayList<>();
    private volatile StubApi.Answer answer = new StubApi.Answer(200, "{'result': 'paid', 'more': 1}");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean slow;

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector =
            AgentCoreConnector.over(api.line(reference -> Optional.of(Secret.of("x" + reference.name() + "x"))));

    @AfterEach
    void close() {
        stopped.countDown();
        api.close();
    }

    private StubApi.Answer serve(String asked, JsonNode body) {
        if (asked.contains("/stopruntimesession")) {
            stopped.countDown();
            return new StubApi.Answer(200, "{}");
        }
        synchronized (sent) {
            sent.add(body);
        }
        if (slow) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return asked.startsWith("POST " + PATH + "/invocations") ? answer : new StubApi.Answer(404, "{}");
    }

    private AttemptRequest request(String more) {
        return Attempts.of(Attempts.agent(
                "claims",
                "{connector: {agentcore: {url: '" + api.url() + "', runtime: '" + RUNTIME
                        + "', payload: {prompt: '${ input.text }'}" + more + "}}}"));
    }

    private JsonNode output(String more) {
        return Attempts.succeeded(connector.call(request(more))).output().json();
    }

    @Test
    void anAgentIsInvokedInASessionOfTheAttemptWithASignature() {
        AttemptRequest request = request(SIGNED + ", qualifier: production, output: /result");
        assertThat(Attempts.succeeded(connector.call(request)).output().json()).isEqualTo(json("\"paid\""));
        Attempts.succeeded(connector.call(request));
        assertThat(api.asked()).containsOnly("POST " + PATH + "/invocations?qualifier=production");
        assertThat(sent.getFirst()).isEqualTo(json("{\"prompt\":\"hello\"}"));
        List<String> sessions = api.header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id");
        assertThat(sessions.getFirst()).hasSizeBetween(33, 256).isEqualTo(sessions.getLast());
        assertThat(api.header("Authorization").getFirst())
                .startsWith("AWS4-HMAC-SHA256 Credential=xidx/")
                .contains(
                        "/eu-central-1/bedrock-agentcore/aws4_request",
                        "SignedHeaders=content-type;host;x-amz-date;x-amzn-bedrock-agentcore-runtime-session-id");
    }

    @Test
    void aBearerTokenDoesAsWell() {
        output(", bearer: 'secret://jwt'");
        assertThat(api.header("Authorization")).containsExactly("Bearer xjwtx");
    }

    @Test
    void theWordsOfAStreamAreOneText() {
        answer = new StubApi.Answer(200, "data: 'It '\n\ndata: 'is '\n\ndata: paid.\n\n");
        AgentConnector.Call call = connector.call(request(SIGNED));
        List<String> heard = new ArrayList<>();
        call.listen((message, words) -> heard.add(words));
        assertThat(Attempts.succeeded(call).output().json()).isEqualTo(json("\"It is paid.\""));
        assertThat("It is paid.").endsWith(String.join("", heard));
    }

    @Test
    void theOutputMayStandInTheLastEventThatHasIt() {
        answer = new StubApi.Answer(200, "data: {'result': 1}\n\ndata: {'result': 2}\n\ndata: {'done': true}\n\n");
        assertThat(output(SIGNED + ", output: /result")).isEqualTo(json("2"));
        assertThat(output(SIGNED)).hasSize(3);
    }

    @Test
    void failuresSayWhy() {
        answer = new StubApi.Answer(
                200, "data: 'It '\n\ndata: {'error': 'no tool for xkeyx', 'error_type': 'KeyError'}\n\n");
        AttemptResult.Failed failed = Attempts.failed(connector.call(request(SIGNED)));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).contains("failed: no tool for").doesNotContain("xkeyx");
        answer = new StubApi.Answer(403, "{'message': 'not you, xkeyx'}");
        AttemptResult.Failed denied = Attempts.failed(connector.call(request(SIGNED)));
        assertThat(denied.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(denied.error().message()).contains("not you").doesNotContain("xkeyx");
        answer = new StubApi.Answer(200, "{'other': 1}");
        assertThat(Attempts.kindOf(connector.call(request(SIGNED + ", output: /result"))))
                .isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void cancellingStopsTheSession() throws InterruptedException {
        slow = true;
        AgentConnector.Call call = connector.call(request(SIGNED));
        Attempts.until(() -> !api.asked().isEmpty());
        call.cancel();
        assertThat(Attempts.kindOf(call)).isEqualTo(ErrorKind.CANCELLED);
        stopped.await();
        assertThat(api.asked()).last().isEqualTo("POST " + PATH + "/stopruntimesession");
    }
}

package dev.baton.actors.connector.http;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.http.ScriptedApi.Asked;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that want a token of client credentials, and their token endpoint. */
class OAuthTest {

    private static final String TOKEN = "{'access_token': '%s', 'token_type': 'Bearer', 'expires_in': 100}";
    private static final String DONE = "{'output': 1}";

    private final HttpFixture fixture = new HttpFixture();
    private final ScriptedApi api = new ScriptedApi();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final HttpConnector connector = new HttpConnector(
            fixture.client, fixture.callbacks, ignored -> Optional.of(Secret.of(HttpFixture.TOKEN)), now::get);

    @AfterEach
    void stop() {
        api.close();
        fixture.close();
    }

    private AgentConnector.Call call(String more) {
        return connector.call(Attempts.of(
                Attempts.agent(
                        "tester",
                        "{connector: {http: {url: '" + api.url() + "/agent', oauth: {tokenUrl: '" + api.url()
                                + "/token', clientId: baton, clientSecret: 'secret://token'" + more + "}}}}"),
                json("{}"),
                Duration.ofHours(1)));
    }

    private List<String> asked() {
        return api.asked().stream()
                .map(asked -> asked.path() + " " + asked.header("Authorization"))
                .toList();
    }

    @Test
    void aTokenIsFetchedOnceAndSentWithEveryRequest() {
        api.answer(200, TOKEN.formatted("t1")).answer(200, DONE).answer(200, DONE);
        Attempts.succeeded(call(", scope: 'a b', parameters: {audience: x}"));
        Attempts.succeeded(call(", scope: 'a b', parameters: {audience: x}"));
        assertThat(asked()).containsExactly("/token Basic YmF0b246czNjcmV0", "/agent Bearer t1", "/agent Bearer t1");
        Asked token = api.asked().getFirst();
        assertThat(token.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(token.body().split("&"))
                .containsExactlyInAnyOrder("grant_type=client_credentials", "scope=a+b", "audience=x");
    }

    @Test
    void theCredentialsMayGoIntoTheBody() {
        api.answer(200, TOKEN.formatted("t1")).answer(200, DONE);
        Attempts.succeeded(call(", authentication: post"));
        assertThat(asked()).containsExactly("/token ", "/agent Bearer t1");
        assertThat(api.asked().getFirst().body()).contains("client_id=baton", "client_secret=s3cret");
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() {
        api.answer(200, TOKEN.formatted("t1")).answer(200, DONE);
        Attempts.succeeded(call(""));
        now.updateAndGet(before -> before.plusSeconds(79));
        api.answer(200, DONE);
        Attempts.succeeded(call(""));
        now.updateAndGet(before -> before.plusSeconds(2));
        api.answer(200, TOKEN.formatted("t2")).answer(200, DONE);
        Attempts.succeeded(call(""));
        assertThat(asked())
                .extracting(one -> one.substring(1))
                .endsWith("agent Bearer t1", "token Basic YmF0b246czNjcmV0", "agent Bearer t2");
    }

    @Test
    void callsAtTheSameTimeFetchOneToken() {
        api.answer(200, TOKEN.formatted("t1")).usually(200, DONE);
        List<AgentConnector.Call> calls =
                Stream.generate(() -> call("")).limit(20).toList();
        calls.forEach(Attempts::succeeded);
        assertThat(asked().stream().filter(one -> one.startsWith("/token"))).hasSize(1);
    }

    @Test
    void aTokenThatIsNotTakenIsReplacedOnce() {
        api.answer(200, TOKEN.formatted("t1"))
                .answer(401, "{}")
                .answer(200, TOKEN.formatted("t2"))
                .answer(200, DONE);
        Attempts.succeeded(call(""));
        assertThat(asked()).last().isEqualTo("/agent Bearer t2");

        api.answer(401, "{}").answer(200, TOKEN.formatted("t3")).answer(401, "{'say': 'Bearer t3'}");
        AttemptResult.Failed failed = Attempts.failed(call(""));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().toString()).contains("[secret]").doesNotContain("t3");
    }

    @Test
    void whyThereIsNoTokenIsSaidWithoutTheSecret() {
        api.answer(401, "{'error': 'invalid_client', 'error_description': 's3cret is wrong'}");
        AttemptResult.Failed refused = Attempts.failed(call(""));
        assertThat(refused.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(refused.error().message())
                .contains("/token answered 401: invalid_client [secret] is wrong")
                .doesNotContain("s3cret");

        api.answer(503, "later");
        assertThat(Attempts.kindOf(call(""))).isEqualTo(ErrorKind.UNAVAILABLE);
        api.answer(200, "{'token': 't1'}");
        AttemptResult.Failed odd = Attempts.failed(call(""));
        assertThat(odd.error().message())
                .contains("without a usable access_token")
                .doesNotContain("t1");
    }
}

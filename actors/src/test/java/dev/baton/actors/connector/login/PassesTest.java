package dev.baton.actors.connector.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi.Answer;
import dev.baton.actors.connector.login.Passes.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassesTest {

    private static final Challenge WANTED = new Challenge(null, List.of(), false);

    private final ScriptedLogin login = new ScriptedLogin();
    private final Passes node = login.node();

    @AfterEach
    void stop() {
        login.close();
    }

    @Test
    void allWhoWantATokenAtOnceShareOne() {
        Holder holder = login.clientCredentials();

        List<CompletionStage<Entry>> asked =
                Stream.generate(() -> node.ask(holder, WANTED, null)).limit(20).toList();

        assertThat(asked).extracting(entry -> token(Attempts.await(entry))).containsOnly("token-1");
        assertThat(current(holder)).contains("token-1");
        assertThat(login.wanted).singleElement().satisfies(form -> {
            assertThat(form.path("grant_type").asText()).isEqualTo("client_credentials");
            assertThat(form.path("client_secret").asText()).isEqualTo(ScriptedLogin.SECRET);
            assertThat(form.path("resource").asText()).isEqualTo(login.url + "/mcp");
            assertThat(form.path("scope").asText()).isEqualTo("read");
        });
    }

    @Test
    void aTokenIsChangedForANewOneBeforeItExpires() {
        Holder holder = login.clientCredentials();
        ScriptedLogin.ask(node, holder, WANTED);

        login.pass(Duration.ofSeconds(569));
        assertThat(current(holder)).contains("token-1");
        login.pass(Duration.ofSeconds(2));
        assertThat(current(holder)).contains("token-2");
    }

    @Test
    void aTokenGoesOnAsLongAsItIsGoodIfThereIsNoOther() {
        Holder holder = login.clientCredentials();
        ScriptedLogin.ask(node, holder, WANTED);
        login.refusal.set(new Answer(503, "{}"));

        login.pass(Duration.ofSeconds(580));
        assertThat(current(holder)).contains("token-1");
        login.pass(Duration.ofSeconds(21));
        assertThat(current(holder)).isEmpty();
    }

    @Test
    void moreIsAskedForBesidesWhatThereWasAndNotASecondTime() {
        Holder holder = login.clientCredentials();
        Pass first = ((Entry.Granted) ScriptedLogin.ask(node, holder, WANTED)).pass();
        Challenge more = new Challenge(null, List.of("write"), true);

        Pass second = ((Entry.Granted) Attempts.await(node.ask(holder, more, first))).pass();

        assertThat(second.scopes()).containsExactly("read", "write");
        assertThat(Attempts.await(node.ask(holder, more, second)))
                .isEqualTo(new Entry.Refused("it is not enough what its token allows (read write)", false));
        assertThat(login.wanted).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/mcp",
                "http://127.0.0.1:1/mcp",
                "/mcp",
                "URL/mc",
                "URL/mcp/more",
                "URL/mcp#part",
                "",
                "not an address"
            })
    void noTokenIsAskedForAServerThatSaysItIsAnother(String resource) {
        login.documents.put(
                "GET /.well-known/oauth-protected-resource/mcp",
                "{'resource': '" + resource.replace("URL", login.url) + "', 'authorization_servers': ['" + login.url
                        + "']}");

        refused(login.clientCredentials(), "no token is asked for");
    }

    @Test
    void secretsAreShownOnlyToTheIssuerThatIsNamed() {
        login.documents.put(
                "GET /.well-known/oauth-protected-resource/mcp",
                "{'resource': '" + login.url + "/mcp', 'authorization_servers': ['" + login.url + "/evil']}");

        refused(login.clientCredentials(), "which 'auth.issuer' names");
    }

    @Test
    void metadataThatSpeaksOfAnotherIssuerIsNotUsed() {
        login.documents.put("GET /.well-known/oauth-authorization-server", login.metadata("https://evil.example", ""));

        refused(login.clientCredentials(), "says that it is https://evil.example");
    }

    @Test
    void anAuthorizationServerWithoutTlsIsNotAskedForAServerThatHasIt() {
        Discovery discovery = new Discovery(new Requests(login.client()));

        assertThat(catchThrowable(() -> discovery.server(login.url, false)))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("https address");
    }

    @Test
    void aRefusalShowsNothingThatIsSecret() {
        login.refusal.set(new Answer(
                400, "{'error': 'invalid_client', 'error_description': 'wrong: " + ScriptedLogin.SECRET + "'}"));

        Entry.Refused refused = (Entry.Refused) ScriptedLogin.ask(node, login.clientCredentials(), WANTED);

        assertThat(refused.reason()).contains("400: invalid_client wrong: [secret]");
        assertThat(refused.again()).isFalse();
    }

    @Test
    void aSecretThatIsMissingIsNamed() {
        login.secrets.remove("client");

        assertThat(ScriptedLogin.ask(node, login.clientCredentials(), WANTED))
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("it needs secret://client"));
        assertThat(login.wanted).isEmpty();
    }

    @Test
    void oneWhoIsBusyMayBeAskedAgain() {
        login.refusal.set(new Answer(503, "{}"));

        assertThat(ScriptedLogin.ask(node, login.clientCredentials(), WANTED))
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        refused -> assertThat(refused.again()).isTrue());
    }

    private void refused(Holder holder, String reason) {
        assertThat(ScriptedLogin.ask(node, holder, WANTED))
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
        assertThat(login.wanted).isEmpty();
    }

    private Optional<String> current(Holder holder) {
        return Attempts.await(node.current(holder)).map(pass -> pass.token().reveal());
    }

    private static String token(Entry entry) {
        return ((Entry.Granted) entry).pass().token().reveal();
    }
}

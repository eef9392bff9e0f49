package dev.baton.actors.connector.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.connector.StubApi.Answer;
import dev.baton.actors.connector.login.Logins.Step;
import dev.baton.actors.connector.login.Passes.Entry;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.run.Principal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person allows an agent to use a server, with nodes that know nothing of each other but the store. */
class LoginsTest {

    private static final Challenge WANTED = new Challenge(null, List.of(), false);
    private static final String BY_PERSON = "grant: authorization-code";

    private final ScriptedLogin login = new ScriptedLogin();
    private final Passes node = login.node();

    @AfterEach
    void stop() {
        login.close();
    }

    @Test
    void whatAPersonAllowsAtOneNodeIsGoodAtAllOfThem() {
        Holder holder = login.holder(BY_PERSON);

        JsonNode page = page(holder);
        Step step = back(page, login.url);

        assertThat(page.path("code_challenge_method").asText()).isEqualTo("S256");
        assertThat(page.path("redirect_uri").asText()).isEqualTo("https://baton.example/v1/oauth/callback");
        assertThat(step).isEqualTo(new Step.Done("searcher"));
        assertThat(current(login.node(), holder)).contains("token-1");
        assertThat(login.wanted.getFirst().path("code_verifier").asText()).hasSize(43);
    }

    @Test
    void itIsKeptSoThatOnlyThoseWithTheKeyCanReadIt() {
        Holder holder = login.holder(BY_PERSON);
        back(page(holder), login.url);

        assertThat(login.store.values().toString()).doesNotContain("token-1", "refresh-1", "searcher");
        login.secrets.put("oauth-tokens", "another key, as long as it has to be");
        assertThat(current(login.node(), holder)).isEmpty();
    }

    @Test
    void aTokenIsRefreshedWithoutThePerson() {
        Holder holder = login.holder(BY_PERSON);
        back(page(holder), login.url);

        login.pass(Duration.ofSeconds(580));

        assertThat(current(login.node(), holder)).contains("token-2");
        assertThat(login.wanted.getLast().path("refresh_token").asText()).isEqualTo("refresh-1");
        assertThat(current(login.node(), holder)).contains("token-2");
    }

    @Test
    void whenItCannotBeRefreshedThePersonIsAskedAgain() {
        Holder holder = login.holder(BY_PERSON);
        back(page(holder), login.url);
        Pass refused = Attempts.await(node.current(holder)).orElseThrow();
        login.refusal.set(new Answer(400, "{'error': 'invalid_grant'}"));

        assertThat(Attempts.await(login.node().ask(holder, WANTED, refused))).isInstanceOf(Entry.ByConsent.class);
    }

    @Test
    void anAnswerOfSomebodyElseIsNotTaken() {
        Holder holder = login.holder(BY_PERSON);

        for (String issuer : new String[] {"https://evil.example", login.url + "/", null}) {
            assertThat(back(page(holder), issuer)).isInstanceOf(Step.Failed.class);
        }
        assertThat(login.wanted).isEmpty();
    }

    @Test
    void aWayBackIsGoodOnlyForAWhileAndOnlyAsItWasGivenOut() {
        Holder holder = login.holder(BY_PERSON);
        JsonNode page = page(holder);
        String state = page.path("state").asText();
        String other = (state.charAt(0) == 'A' ? "B" : "A") + state.substring(1);
        Logins logins = login.logins(login.node());

        assertThat(Attempts.await(logins.complete(new Logins.Answer(other, "code", login.url, null))))
                .isInstanceOf(Step.Failed.class);
        assertThat(Attempts.await(logins.begin(state))).isInstanceOf(Step.Failed.class);
        login.pass(Duration.ofMinutes(16));
        assertThat(back(page, login.url)).isInstanceOf(Step.Failed.class);
    }

    @Test
    void whatIsAllowedToOneAgentIsNothingToOnesThatGoElsewhere() {
        Holder holder = login.holder(BY_PERSON);
        JsonNode page = page(holder);
        Holder changed = login.holder(BY_PERSON + ", issuer: '" + login.url + "'");

        assertThat(back(page, login.url)).isInstanceOf(Step.Failed.class);
        assertThat(current(login.node(), changed)).isEmpty();
    }

    @Test
    void whatWasAllowedGoesWithTheVersionOfTheAgentThatItWasFor() {
        AgentVersions versions = new AgentVersions();
        Definitions definitions = new LoginsTidy(versions.catalog(), versions, node);
        apply(definitions, BY_PERSON);
        Holder holder = login.holder(BY_PERSON);
        back(page(holder), login.url);

        apply(definitions, BY_PERSON + ", scopes: [write]");
        assertThat(current(login.node(), holder)).contains("token-1");

        apply(definitions, BY_PERSON + ", clientId: other");
        assertThat(current(login.node(), holder)).isEmpty();
        assertThat(current(node, holder)).isEmpty();
        assertThat(login.store.values())
                .as("the registration, which others use too")
                .hasSize(1);
    }

    private void apply(Definitions definitions, String auth) {
        Attempts.await(definitions.apply("default", login.agent(auth), "", Principal.SYSTEM));
    }

    @Test
    void withoutAKeyNothingCanBeAllowed() {
        login.secrets.remove("oauth-tokens");

        assertThat(ScriptedLogin.ask(node, login.holder(BY_PERSON), WANTED))
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        refused -> assertThat(refused.reason()).contains("secret://oauth-tokens"));
    }

    @Test
    void batonRegistersOnceAndWhereItCanIsADocument() {
        Holder holder = login.holder(BY_PERSON);

        assertThat(page(holder).path("client_id").asText()).isEqualTo("registered");
        page(holder);
        assertThat(login.asked("POST /register")).isOne();
        login.documents.put(
                "GET /.well-known/oauth-authorization-server",
                login.metadata(login.url, ", 'client_id_metadata_document_supported': true"));
        assertThat(page(holder).path("client_id").asText()).isEqualTo("https://baton.example/v1/oauth/client");
        assertThat(login.logins(node).document().path("client_id").asText())
                .isEqualTo("https://baton.example/v1/oauth/client");
    }

    private JsonNode page(Holder holder) {
        URI invitation = ((Entry.ByConsent) ScriptedLogin.ask(node, holder, WANTED)).url();
        assertThat(invitation.toString()).startsWith("https://baton.example/v1/oauth/login/");
        String ticket = invitation.getPath().substring(Logins.PATH.length() + 1);
        Step step = Attempts.await(login.logins(login.node()).begin(ticket));
        return StubApi.form(((Step.Go) step).to().getRawQuery());
    }

    private Step back(JsonNode page, @Nullable String issuer) {
        Logins.Answer answer = new Logins.Answer(page.path("state").asText(), "the-code", issuer, null);
        return Attempts.await(login.logins(login.node()).complete(answer));
    }

    private static Optional<String> current(Passes node, Holder holder) {
        return Attempts.await(node.current(holder)).map(pass -> pass.token().reveal());
    }
}

package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.MemorySettings;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.connector.StubApi.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.KnownWorkflows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A server that wants tokens, the authorization server that gives them, and nodes that ask for some. */
final class ScriptedLogin implements AutoCloseable {

    static final String SECRET = "the-secret-of-the-client";

    final Map<String, String> secrets =
            new ConcurrentHashMap<>(Map.of("client", SECRET, "oauth-tokens", "0123456789abcdef0123456789abcdef"));
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-08-01T12:00:00Z"));
    final Map<String, String> documents = new ConcurrentHashMap<>();
    final List<JsonNode> wanted = new CopyOnWriteArrayList<>();
    final AtomicReference<Answer> refusal = new AtomicReference<>();
    final MemorySettings store = new MemorySettings();
    private final StubApi api = new StubApi(this::answer);
    final String url = api.url();
    private final List<AgentDefinition> agents = new ArrayList<>();

    ScriptedLogin() {
        documents.put(
                "GET /.well-known/oauth-protected-resource/mcp",
                "{'resource': '" + url + "/mcp', 'authorization_servers': ['" + url
                        + "'], 'scopes_supported': ['read']}");
        documents.put("GET /.well-known/oauth-authorization-server", metadata(url, ""));
        documents.put("POST /register", "{'client_id': 'registered'}");
    }

    String metadata(String issuer, String more) {
        return "{'issuer': '" + issuer + "', 'token_endpoint': '" + url + "/token', 'authorization_endpoint': '" + url
                + "/authorize', 'registration_endpoint': '" + url
                + "/register', 'code_challenge_methods_supported': ['S256'],"
                + " 'token_endpoint_auth_methods_supported': ['client_secret_post', 'none'],"
                + " 'authorization_response_iss_parameter_supported': true" + more + "}";
    }

    private Answer answer(String asked, JsonNode body) {
        if (asked.equals("POST /token")) {
            wanted.add(body);
            Answer refused = refusal.get();
            return refused == null
                    ? new Answer(
                            200,
                            "{'access_token': 'token-" + wanted.size()
                                    + "', 'token_type': 'Bearer', 'expires_in': 600, 'refresh_token': 'refresh-"
                                    + wanted.size() + "'}")
                    : refused;
        }
        String document = documents.get(asked);
        return document == null ? new Answer(404, "{}") : new Answer(200, document);
    }

    long asked(String what) {
        return api.asked().stream().filter(what::equals).count();
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    Passes node() {
        return new Passes(
                api.client(),
                reference -> Optional.ofNullable(secrets.get(reference.name())).map(Secret::of),
                store,
                () -> "https://baton.example",
                now::get);
    }

    HttpClient client() {
        return api.client();
    }

    Logins logins(Passes node) {
        return node.logins(new Agents());
    }

    Holder clientCredentials() {
        return holder(
                "grant: client-credentials, issuer: '" + url + "', clientId: baton, clientSecret: 'secret://client'");
    }

    /** @param auth as it stands in the definition */
    Holder holder(String auth) {
        AgentDefinition agent = agent(auth);
        agents.add(agent);
        return Objects.requireNonNull(Passes.holder("default", agent));
    }

    AgentDefinition agent(String auth) {
        return Attempts.agent(
                "searcher", "{connector: {mcp: {url: '" + url + "/mcp', tool: search, auth: {" + auth + "}}}}");
    }

    static Passes.Entry ask(Passes node, Holder holder, Challenge challenge) {
        return Attempts.await(node.ask(holder, challenge, null));
    }

    @Override
    public void close() {
        api.close();
    }

    private final class Agents implements Catalog {

        @Override
        public Optional<AgentDefinition> agent(String tenant, String name) {
            return agents.isEmpty() ? Optional.empty() : Optional.of(agents.getLast());
        }

        @Override
        public KnownWorkflows known(String tenant) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}

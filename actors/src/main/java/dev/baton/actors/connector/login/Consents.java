package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.port.Secrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person allows an agent to use a server: an invitation, which is good for long and leads to the page of the
 * authorization server; and the way back from there, which has to be taken soon. Nothing is remembered between the two, so
 * that any node can go on; what is needed goes along, encrypted.
 */
final class Consents {

    private static final Duration INVITATION = Duration.ofDays(30);
    private static final Duration WAY_BACK = Duration.ofMinutes(15);
    private static final String TICKET = "ticket";
    private static final String STATE = "state";
    private static final String S256 = "S256";
    private static final int VERIFIER_BYTES = 32;

    /** Gets tokens that can be refreshed, where it is known. */
    private static final String OFFLINE = "offline_access";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Discovery discovery;
    private final Registration registration;
    private final Tokens tokens;
    private final Vault vault;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    Consents(Discovery discovery, Registration registration, Tokens tokens, Vault vault, Secrets secrets) {
        this.discovery = discovery;
        this.registration = registration;
        this.tokens = tokens;
        this.vault = vault;
        this.secrets = secrets;
    }

    /**
     * For whom something is allowed.
     *
     * @param kept its {@link Holder#place()} when that began
     */
    record Subject(String tenant, String agent, String kept) {

        boolean is(@Nullable Holder holder) {
            return holder != null && holder.place().equals(kept);
        }
    }

    /** What a person is given to open. */
    String ticket(Holder holder, @Nullable URI metadata, List<String> scopes) throws Denied {
        ObjectNode ticket = subject(holder);
        ticket.put("metadata", metadata == null ? null : metadata.toString());
        scopes.forEach(ticket.putArray("scopes")::add);
        return vault.closed(TICKET, ticket, INVITATION);
    }

    private static ObjectNode subject(Holder holder) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenant", holder.tenant())
                .put("agent", holder.agent())
                .put("kept", holder.place());
    }

    JsonNode ticket(String text) throws Denied {
        return vault.opened(TICKET, text)
                .orElseThrow(() -> new Denied("this invitation was not given out here, or has expired"));
    }

    JsonNode state(String text) throws Denied {
        return vault.opened(STATE, text)
                .orElseThrow(() -> new Denied("this way back was not given out here, or has expired: begin again"));
    }

    static Subject subject(JsonNode opened) {
        return new Subject(
                opened.path("tenant").asText(),
                opened.path("agent").asText(),
                opened.path("kept").asText());
    }

    /** The page of the authorization server. */
    URI begin(JsonNode ticket, Holder holder) throws Denied, RevealedSecrets.Missing {
        String metadata = ticket.path("metadata").textValue();
        Place place = discovery.find(
                holder.server(),
                metadata == null ? null : URI.create(metadata),
                holder.settings().issuer());
        AuthorizationServer server = place.server();
        URI page = server.authorize();
        if (page == null || !server.challenges().contains(S256)) {
            throw new Denied("the authorization server " + server.issuer()
                    + " has no page where people allow something to clients with proof keys (S256)");
        }
        Identity identity = registration.identity(holder.settings(), server, new RevealedSecrets(secrets));
        List<String> scopes = Scopes.of(ticket.path("scopes"), place.scopes());
        String verifier = verifier();
        ObjectNode state = subject(holder).put("verifier", verifier).put("issuer", server.issuer());
        state.put("client", identity.client()).put("resource", place.resource());
        scopes.forEach(state.putArray("scopes")::add);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", identity.client());
        query.put("redirect_uri", registration.callback());
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", S256);
        query.put("resource", place.resource());
        if (!scopes.isEmpty()) {
            boolean refreshes = server.scopes().contains(OFFLINE) && !scopes.contains(OFFLINE);
            query.put("scope", String.join(" ", scopes) + (refreshes ? " " + OFFLINE : ""));
        }
        query.put("state", vault.closed(STATE, state, WAY_BACK));
        return URI.create(page + (page.getRawQuery() == null ? "?" : "&") + Requests.query(query));
    }

    private String verifier() {
        byte[] bytes = new byte[VERIFIER_BYTES];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64.encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * @param issuer who sent the person back, as it calls itself; null if it did not say
     * @param code null if the person, or the server, did not allow it
     */
    Pass complete(JsonNode state, Holder holder, @Nullable String issuer, @Nullable String code, @Nullable String error)
            throws Denied, RevealedSecrets.Missing {
        String expected = state.path("issuer").asText();
        AuthorizationServer server =
                discovery.server(expected, "http".equals(holder.server().getScheme()));
        if (issuer == null ? server.namesItself() : !issuer.equals(expected)) {
            throw new Denied("the answer is not from " + expected + ", which was asked"
                    + (issuer == null ? ": it does not say from whom it is" : ""));
        }
        if (code == null) {
            throw new Denied("it was not allowed" + (error == null ? "" : ": " + error));
        }
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        Identity identity = registration.identity(holder.settings(), server, revealed);
        if (!identity.client().equals(state.path("client").asText())) {
            throw new Denied("Baton is another client of " + expected + " by now: begin again");
        }
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", registration.callback());
        grant.put("code_verifier", state.path("verifier").asText());
        Place place = new Place(state.path("resource").asText(), List.of(), server);
        return tokens.ask(place, identity, grant, AuthorizationServer.texts(state.path("scopes")), revealed);
    }
}

package dev.baton.actors.connector.login;

import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.oauth.ClientAuthentication;
import dev.baton.actors.connector.oauth.Granted;
import dev.baton.actors.connector.oauth.TokenEndpoint;
import dev.baton.actors.port.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Asks for tokens for one server, as one client; waits for the answer, on a thread that may. */
final class Tokens {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final TokenEndpoint endpoint;
    private final InstantSource clock;

    Tokens(TokenEndpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * @param grant the fields that say why there should be a token
     * @param scopes that it has unless the answer says others
     * @param revealed what must not show in a refusal
     */
    Pass ask(Place place, Identity identity, Map<String, String> grant, List<String> scopes, RevealedSecrets revealed)
            throws Denied {
        Map<String, String> form = new LinkedHashMap<>(grant);
        form.put("resource", place.resource());
        ClientAuthentication shown = shown(identity, place.server().issuer(), form);
        Granted.Token token = ask(place.server().token(), shown, form, revealed);
        return new Pass(
                token.access(),
                token.expiresAt(),
                token.refresh(),
                token.scope() == null ? scopes : Challenge.scopes(token.scope()),
                place.resource(),
                place.server().issuer());
    }

    private Granted.Token ask(URI url, ClientAuthentication shown, Map<String, String> form, RevealedSecrets revealed)
            throws Denied {
        CompletableFuture<Granted> told = new CompletableFuture<>();
        endpoint.ask(url, shown, form, Requests.PATIENCE, told::complete);
        return switch (told.join()) {
            case Granted.Token token -> token;
            case Granted.Refused refused -> throw new Denied(revealed.hidden(refused.reason()), refused.again());
        };
    }

    /** A token that somebody else has given, in exchange for one of an employee (RFC 8693). */
    String exchange(AuthSettings.Employee employee, Place place, List<String> scopes, RevealedSecrets revealed)
            throws Denied, RevealedSecrets.Missing {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("requested_token_type", "urn:ietf:params:oauth:token-type:id-jag");
        form.put("subject_token", revealed.reveal(employee.token()));
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
        form.put("audience", place.server().issuer());
        form.put("resource", place.resource());
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        ClientAuthentication shown = new ClientAuthentication.Public(employee.client());
        Secret given = ask(employee.tokenUrl(), shown, form, revealed).access();
        revealed.knows(given);
        return given.reveal();
    }

    /** What shows who asks; a signature is among the fields. */
    private ClientAuthentication shown(Identity identity, String issuer, Map<String, String> form) throws Denied {
        String client = identity.client();
        return switch (identity.method()) {
            case Identity.BASIC -> new ClientAuthentication.Basic(client, proof(identity));
            case Identity.POST -> new ClientAuthentication.Post(client, proof(identity));
            case Identity.KEY -> {
                form.put("client_assertion_type", ASSERTION_TYPE);
                form.put("client_assertion", SignedClaims.of(client, issuer, proof(identity), clock.instant()));
                yield new ClientAuthentication.Public(client);
            }
            case Identity.NONE -> new ClientAuthentication.Public(client);
            default -> throw new Denied("nobody here can show who he is by " + identity.method());
        };
    }

    private static Secret proof(Identity identity) {
        return Objects.requireNonNull(identity.proof());
    }
}

package dev.baton.actors.connector.oauth;

import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tokens that client credentials have brought; for each of them one request at a time, whoever waits for it. */
public final class ClientTokens {

    /** With more credentials in use it starts anew: none is kept that nobody uses for ever. */
    static final int REMEMBERED_MAX = 10_000;

    /** For one token. */
    static final int WAITING_MAX = 10_000;

    /** A token is not used so shortly before its end, or in the last fifth of its life if that is shorter. */
    static final Duration AHEAD = Duration.ofMinutes(1);

    private static final int SHORT_LIFE_PARTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TokenEndpoint endpoint;
    private final Secrets secrets;
    private final InstantSource clock;
    private final ConcurrentHashMap<ClientCredentials, Held> held = new ConcurrentHashMap<>();

    /** @param client belongs to the caller, who closes it */
    public ClientTokens(HttpClient client, Secrets secrets, InstantSource clock) {
        this.endpoint = new TokenEndpoint(client, clock);
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Guarded by itself. */
    private static final class Held {
        private Granted.@Nullable Token token;
        private Instant until = Instant.MIN;

        /** The first of them has asked. */
        private final List<Consumer<Granted>> waiting = new ArrayList<>();
    }

    /** The token to use now; null if one has to be fetched first. */
    @Nullable
    Secret fresh(ClientCredentials credentials) {
        Held one = held.get(credentials);
        if (one == null) {
            return null;
        }
        synchronized (one) {
            return clock.instant().isBefore(one.until) && one.token != null ? one.token.access() : null;
        }
    }

    /** The agent did not take this token: it is not used again. */
    void rejected(ClientCredentials credentials, Secret token) {
        Held one = held.get(credentials);
        if (one != null) {
            synchronized (one) {
                if (one.token != null && one.token.access() == token) {
                    one.until = Instant.MIN;
                }
            }
        }
    }

    /** @param receiver called exactly once, on any thread */
    void fetch(ClientCredentials credentials, Consumer<Granted> receiver) {
        if (held.size() >= REMEMBERED_MAX) {
            held.clear();
        }
        Held one = held.computeIfAbsent(credentials, ignored -> new Held());
        Granted.Token fresh;
        boolean full;
        boolean first;
        synchronized (one) {
            // Another one may have come since the caller looked.
            fresh = clock.instant().isBefore(one.until) ? one.token : null;
            full = one.waiting.size() >= WAITING_MAX;
            first = !full && one.waiting.isEmpty();
            if (!full && fresh == null) {
                one.waiting.add(receiver);
            }
        }
        if (fresh != null) {
            receiver.accept(fresh);
        } else if (full) {
            receiver.accept(new Granted.Refused("", "more than " + WAITING_MAX + " calls wait for a token", true));
        } else if (first) {
            ask(credentials, granted -> told(one, granted));
        }
    }

    private void ask(ClientCredentials credentials, Consumer<Granted> receiver) {
        SecretReference named = SecretReference.parse(credentials.clientId()).orElse(null);
        Secret id = named == null
                ? Secret.of(credentials.clientId())
                : secrets.find(named).orElse(null);
        Secret secret = secrets.find(credentials.clientSecret()).orElse(null);
        if (id == null || secret == null) {
            SecretReference missing = named != null && id == null ? named : credentials.clientSecret();
            receiver.accept(new Granted.Refused("", Secrets.missing(missing), false));
            return;
        }
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "client_credentials");
        grant.putAll(credentials.parameters());
        ClientAuthentication authentication = credentials.post()
                ? new ClientAuthentication.Post(id.reveal(), secret)
                : new ClientAuthentication.Basic(id.reveal(), secret);
        endpoint.ask(credentials.tokenUrl(), authentication, grant, PATIENCE, receiver);
    }

    private void told(Held one, Granted granted) {
        List<Consumer<Granted>> waiting;
        synchronized (one) {
            if (granted instanceof Granted.Token token) {
                one.token = token;
                one.until = until(token.expiresAt());
            }
            waiting = List.copyOf(one.waiting);
            one.waiting.clear();
        }
        waiting.forEach(receiver -> receiver.accept(granted));
    }

    private Instant until(Instant expiresAt) {
        Duration life = Duration.between(clock.instant(), expiresAt);
        Duration early = life.dividedBy(SHORT_LIFE_PARTS);
        return expiresAt.minus(early.compareTo(AHEAD) < 0 ? early : AHEAD);
    }
}

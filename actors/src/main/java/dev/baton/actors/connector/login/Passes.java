package dev.baton.actors.connector.login;

import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.oauth.TokenEndpoint;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.port.SettingStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of this node's agents, each only for the server it was given for. They are got one after the other for each
 * agent, on threads of their own, since that is rare and takes several questions in a row; who has one waits for nothing.
 */
public final class Passes {

    /** A token is changed for a new one this long before it expires. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    /** With more agents in use it starts anew. */
    private static final int REMEMBERED_MAX = 10_000;

    private final Secrets secrets;
    private final InstantSource clock;
    private final Discovery discovery;
    private final Registration registration;
    private final Tokens tokens;
    private final Vault vault;
    private final Consents consents;
    private final Supplier<String> publicUrl;
    private final Map<Holder, Pass> known = new ConcurrentHashMap<>();
    private final Map<Errand, CompletableFuture<Entry>> underWay = new ConcurrentHashMap<>();
    private final Executor threads =
            errand -> Thread.ofVirtual().name("baton-oauth").start(errand);

    /**
     * @param client belongs to the caller, who closes it
     * @param publicUrl how browsers reach this installation, without a slash at the end; asked for each time
     */
    public Passes(
            HttpClient client, Secrets secrets, SettingStore store, Supplier<String> publicUrl, InstantSource clock) {
        Requests requests = new Requests(client);
        this.secrets = secrets;
        this.clock = clock;
        this.publicUrl = publicUrl;
        discovery = new Discovery(requests);
        vault = new Vault(store, secrets, clock);
        registration = new Registration(requests, vault, publicUrl, clock);
        tokens = new Tokens(new TokenEndpoint(client, clock), clock);
        consents = new Consents(discovery, registration, tokens, vault, secrets);
    }

    /** What somebody gets who wants to be let in. */
    public sealed interface Entry {

        record Granted(Pass pass) implements Entry {}

        /** A person has to allow it there. */
        record ByConsent(URI url) implements Entry {}

        /**
         * @param reason for people
         * @param again whether the same may succeed soon
         */
        record Refused(String reason, boolean again) implements Entry {}
    }

    /** What leads to a token: asked for by several at once it is done once. */
    private record Errand(
            Holder holder,
            @Nullable Challenge challenge,
            @Nullable Pass refused) {}

    /** Empty if there is none: then the server says what it wants. */
    public CompletionStage<Optional<Pass>> current(Holder holder) {
        @Nullable Pass pass = known.get(holder);
        if (pass != null && pass.validAt(clock.instant().plus(EARLY))) {
            return CompletableFuture.completedFuture(Optional.of(pass));
        }
        if (pass == null && !holder.needsPerson()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return once(new Errand(holder, null, pass)).thenApply(entry -> switch (entry) {
            case Entry.Granted granted -> Optional.of(granted.pass());
            case Entry.ByConsent ignored -> Optional.empty();
            case Entry.Refused ignored -> Optional.ofNullable(pass).filter(old -> old.validAt(clock.instant()));
        });
    }

    /** @param refused the token that was shown and did not do; null if none was shown */
    public CompletionStage<Entry> ask(Holder holder, Challenge challenge, @Nullable Pass refused) {
        return once(new Errand(holder, challenge, refused));
    }

    private CompletionStage<Entry> once(Errand errand) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> running = underWay.putIfAbsent(errand, mine);
        if (running != null) {
            return running;
        }
        threads.execute(() -> {
            try {
                mine.complete(entry(errand));
            } catch (Denied e) {
                mine.complete(new Entry.Refused(String.valueOf(e.getMessage()), e.again()));
            } catch (RevealedSecrets.Missing e) {
                mine.complete(new Entry.Refused("it " + e.getMessage(), false));
            } catch (Throwable defect) {
                mine.completeExceptionally(defect);
            } finally {
                underWay.remove(errand, mine);
            }
        });
        return mine;
    }

    private Entry entry(Errand errand) throws Denied, RevealedSecrets.Missing {
        Holder holder = errand.holder();
        Challenge challenge = errand.challenge();
        return challenge == null ? inTime(holder, errand.refused()) : anew(holder, challenge, errand.refused());
    }

    /** From the store, or a new one for one that is about to expire. */
    private Entry inTime(Holder holder, @Nullable Pass pass) throws Denied, RevealedSecrets.Missing {
        Optional<Pass> kept = kept(holder);
        Instant soon = clock.instant().plus(EARLY);
        if (kept.isPresent() && kept.get().validAt(soon)) {
            remember(holder, kept.get());
            return new Entry.Granted(kept.get());
        }
        Pass old = kept.orElse(pass);
        if (old == null) {
            return new Entry.Refused("there is no token yet", false);
        }
        if (holder.needsPerson()) {
            return new Entry.Granted(refreshed(holder, old));
        }
        return new Entry.Granted(obtained(holder, place(holder, old.issuer(), old.resource()), old.scopes()));
    }

    private Place place(Holder holder, String issuer, String resource) throws Denied {
        boolean plain = "http".equals(holder.server().getScheme());
        return new Place(resource, List.of(), discovery.server(issuer, plain));
    }

    private Optional<Pass> kept(Holder holder) throws Denied {
        return holder.needsPerson() ? vault.kept(holder.place()).map(Pass::of) : Optional.empty();
    }

    private Entry anew(Holder holder, Challenge challenge, @Nullable Pass refused)
            throws Denied, RevealedSecrets.Missing {
        // Somebody else may have got a better one by now.
        Optional<Pass> other = other(holder, challenge, refused);
        if (other.isPresent()) {
            remember(holder, other.get());
            return new Entry.Granted(other.get());
        }
        if (challenge.more() && refused != null && refused.does(challenge.scopes())) {
            throw new Denied("it is not enough what its token allows (" + String.join(" ", refused.scopes()) + ")");
        }
        List<String> had = refused == null ? List.of() : refused.scopes();
        List<String> wanted = Scopes.union(Scopes.union(had, holder.settings().scopes()), challenge.scopes());
        Place place = discovery.find(
                holder.server(), challenge.metadata(), holder.settings().issuer());
        if (!holder.needsPerson()) {
            return new Entry.Granted(obtained(holder, place, wanted.isEmpty() ? place.scopes() : wanted));
        }
        if (!challenge.more()
                && refused != null
                && refused.refresh() != null
                && refused.issuer().equals(place.server().issuer())) {
            try {
                return new Entry.Granted(refreshed(holder, refused));
            } catch (Denied expired) {
                if (expired.again()) {
                    throw expired;
                }
            }
        }
        String ticket = consents.ticket(holder, challenge.metadata(), wanted);
        return new Entry.ByConsent(URI.create(publicUrl.get() + Logins.PATH + "/" + ticket));
    }

    private Optional<Pass> other(Holder holder, Challenge challenge, @Nullable Pass refused) throws Denied {
        Optional<Pass> here = Optional.ofNullable(known.get(holder)).filter(pass -> !pass.isSame(refused));
        return (here.isPresent() ? here : kept(holder).filter(pass -> !pass.isSame(refused)))
                .filter(pass -> pass.validAt(clock.instant()) && pass.does(challenge.scopes()));
    }

    private Pass refreshed(Holder holder, Pass old) throws Denied, RevealedSecrets.Missing {
        if (old.refresh() == null) {
            throw new Denied("the token has expired");
        }
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        Place place = place(holder, old.issuer(), old.resource());
        Identity identity = registration.identity(holder.settings(), place.server(), revealed);
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "refresh_token");
        revealed.knows(old.refresh());
        grant.put("refresh_token", old.refresh().reveal());
        Pass pass = tokens.ask(place, identity, grant, old.scopes(), revealed).after(old);
        keep(holder, pass);
        return pass;
    }

    private Pass obtained(Holder holder, Place place, List<String> scopes) throws Denied, RevealedSecrets.Missing {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        AuthSettings settings = holder.settings();
        Identity identity = registration.identity(settings, place.server(), revealed);
        Map<String, String> grant = new LinkedHashMap<>();
        switch (settings.grant()) {
            case CLIENT_CREDENTIALS -> grant.put("grant_type", "client_credentials");
            case WORKLOAD -> {
                grant.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                grant.put("assertion", settings.assertion() == null ? "" : revealed.reveal(settings.assertion()));
            }
            case ENTERPRISE -> {
                grant.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                if (settings.employee() != null) {
                    grant.put("assertion", tokens.exchange(settings.employee(), place, scopes, revealed));
                }
            }
            case AUTHORIZATION_CODE -> throw new IllegalStateException("a person has to allow it");
        }
        if (!scopes.isEmpty()) {
            grant.put("scope", String.join(" ", scopes));
        }
        Pass pass = tokens.ask(place, identity, grant, scopes, revealed);
        remember(holder, pass);
        return pass;
    }

    private void keep(Holder holder, Pass pass) throws Denied {
        vault.keep(holder.place(), pass.json());
        remember(holder, pass);
    }

    private void remember(Holder holder, Pass pass) {
        if (known.size() >= REMEMBERED_MAX) {
            known.clear();
        }
        known.put(holder, pass);
    }

    /** What a person has allowed to an agent as it was, unless it is still good for the agent as it is now. */
    CompletionStage<Void> forget(String tenant, AgentDefinition before, AgentDefinition now) {
        Holder old = Holder.of(tenant, before);
        Holder current = Holder.of(tenant, now);
        if (old == null
                || !old.needsPerson()
                || (current != null && current.place().equals(old.place()))) {
            return CompletableFuture.completedFuture(null);
        }
        known.keySet().removeIf(holder -> holder.place().equals(old.place()));
        return vault.forget(old.place());
    }

    /** For people who allow something. */
    public Logins logins(Catalog catalog) {
        return new Logins(consents, registration, catalog, this::keep, threads);
    }

    /** Null if the agent needs no token. */
    public static @Nullable Holder holder(String tenant, AgentDefinition agent) {
        return Holder.of(tenant, agent);
    }
}

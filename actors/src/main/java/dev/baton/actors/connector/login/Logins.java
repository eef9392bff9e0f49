package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.port.Catalog;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a person is sent who is to allow something to an agent, and what comes of it. */
public final class Logins {

    /** Path of the API below which invitations are. */
    public static final String PATH = "/v1/oauth/login";

    /** Path of the API to which authorization servers send people back. */
    public static final String CALLBACK = Registration.CALLBACK;

    /** Path of the API under which Baton says what kind of client it is. */
    public static final String DOCUMENT = Registration.DOCUMENT;

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Consents consents;
    private final Registration registration;
    private final Catalog catalog;
    private final Keeper keeper;
    private final Executor threads;

    Logins(Consents consents, Registration registration, Catalog catalog, Keeper keeper, Executor threads) {
        this.consents = consents;
        this.registration = registration;
        this.catalog = catalog;
        this.keeper = keeper;
        this.threads = threads;
    }

    /** Takes what was given. */
    @FunctionalInterface
    interface Keeper {
        void keep(Holder holder, Pass pass) throws Denied;
    }

    /** What comes next for the person. */
    public sealed interface Step {

        /** The page of the authorization server. */
        record Go(URI to) implements Step {}

        record Done(String agent) implements Step {}

        /**
         * @param reason for people
         * @param again whether the same may succeed soon
         */
        record Failed(String reason, boolean again) implements Step {}
    }

    /** What a browser brings back. */
    public record Answer(
            String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error) {}

    /** @param ticket the last part of the invitation's address */
    public CompletionStage<Step> begin(String ticket) {
        return step(() -> {
            JsonNode opened = consents.ticket(ticket);
            return new Step.Go(consents.begin(opened, holder(opened)));
        });
    }

    public CompletionStage<Step> complete(Answer answer) {
        return step(() -> {
            JsonNode state = consents.state(answer.state());
            Holder holder = holder(state);
            keeper.keep(holder, consents.complete(state, holder, answer.issuer(), answer.code(), answer.error()));
            LOG.info(
                    "Somebody has allowed the agent {} of {} to use {}",
                    holder.agent(),
                    holder.tenant(),
                    holder.server());
            return new Step.Done(holder.agent());
        });
    }

    /** What Baton says of itself to authorization servers that ask: a Client ID Metadata Document. */
    public JsonNode document() {
        return registration.document();
    }

    private Holder holder(JsonNode opened) throws Denied {
        Consents.Subject subject = Consents.subject(opened);
        Holder holder = catalog.agent(subject.tenant(), subject.agent())
                .map(agent -> Holder.of(subject.tenant(), agent))
                .orElse(null);
        if (holder == null || !subject.is(holder)) {
            throw new Denied("the agent " + subject.agent() + " is another one by now: it has to be asked for anew");
        }
        return holder;
    }

    private interface Work {
        Step done() throws Denied, RevealedSecrets.Missing;
    }

    private CompletionStage<Step> step(Work work) {
        CompletableFuture<Step> step = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                step.complete(work.done());
            } catch (Denied e) {
                step.complete(new Step.Failed(String.valueOf(e.getMessage()), e.again()));
            } catch (RevealedSecrets.Missing e) {
                step.complete(new Step.Failed("the agent " + e.getMessage(), false));
            } catch (Throwable defect) {
                step.completeExceptionally(defect);
            }
        });
        return step;
    }
}

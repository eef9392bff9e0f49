package dev.baton.actors.webhook;

import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.run.Principal;
import dev.baton.config.WebhookSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of the cluster. Each change of a definition is a version with its time and its principal, and so is a
 * deletion; how far a webhook is stands beside it. Any node may take a command; what follows from it is left to the {@link
 * WebhookClock}, which is nudged.
 */
public final class Webhooks {

    /** In place of a definition: the webhook is deleted. */
    private static final String DELETED = "deleted";

    /** Compiled definitions that are kept. */
    private static final int COMPILED_MAX = 1_000;

    /** What it takes to deliver. */
    record Means(
            WebhookStore store,
            EventFeed feed,
            RunHistory history,
            RunIndex index,
            EventForm form,
            WebhookSender sender,
            WebhookSettings settings,
            InstantSource clock) {}

    private final DefinitionStore definitions;
    private final Means means;
    private volatile Consumer<WebhookKey> nudge = key -> {};
    private final Map<String, WebhookDefinition> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WebhookDefinition> eldest) {
            return size() > COMPILED_MAX;
        }
    };

    /** Where webhooks are kept. */
    public record Stores(
            DefinitionStore definitions, WebhookStore states, EventFeed feed, RunHistory history, RunIndex index) {}

    public Webhooks(
            Stores stores,
            EventForm form,
            HttpClient client,
            Secrets secrets,
            WebhookSettings settings,
            InstantSource clock) {
        this.definitions = stores.definitions();
        this.means = new Means(
                stores.states(),
                stores.feed(),
                stores.history(),
                stores.index(),
                form,
                new WebhookSender(client, secrets, settings.timeout(), clock),
                settings,
                clock);
    }

    Means means() {
        return means;
    }

    /** Calls {@code listener} when a webhook may have something to do; it must not block. */
    void onNudge(Consumer<WebhookKey> listener) {
        nudge = listener;
    }

    /** @param created whether there is a new version */
    public record Applied(DefinitionRow row, boolean created, WebhookState state) {}

    /** A webhook as it is. */
    public record View(DefinitionRow row, WebhookDefinition definition, WebhookState state) {}

    /** Stores a new version, unless the latest is the same. What is committed once this is done will be delivered. */
    public CompletionStage<Applied> apply(String tenant, WebhookDefinition definition, String source, Principal by) {
        WebhookKey key = new WebhookKey(tenant, definition.name());
        Instant now = means.clock().instant();
        return definitions
                .apply(new DefinitionStore.Draft(
                        tenant, definition.name(), definition.digest(), definition.canonical(), source, now, by.id()))
                .thenCompose(applied -> means.store()
                        .apply(key, applied.row().version(), definition.paused(), now, by.id())
                        .thenApply(state -> {
                            nudge.accept(key);
                            return new Applied(applied.row(), applied.created(), state);
                        }));
    }

    /** The latest version; empty if there is none, or it was deleted. */
    public CompletionStage<Optional<View>> find(WebhookKey key) {
        return definitions
                .latest(key.tenant(), key.name())
                .thenCompose(row -> row.isEmpty() || !exists(row.get())
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : means.store()
                                .get(key)
                                .thenApply(state ->
                                        state.map(known -> new View(row.get(), definition(row.get()), known))));
    }

    /** In the order of names. */
    public CompletionStage<List<WebhookState>> list(String tenant, @Nullable String afterName, int limit) {
        return means.store().list(tenant, afterName, limit);
    }

    /** The definition that is delivered by; empty if it was deleted. */
    public CompletionStage<Optional<WebhookDefinition>> definition(WebhookState state) {
        String known = state.key() + "@" + state.version();
        synchronized (compiled) {
            WebhookDefinition definition = compiled.get(known);
            if (definition != null) {
                return CompletableFuture.completedFuture(Optional.of(definition));
            }
        }
        return definitions
                .latest(state.key().tenant(), state.key().name())
                .thenApply(row -> row.filter(Webhooks::exists).map(latest -> {
                    WebhookDefinition definition = definition(latest);
                    if (latest.version() == state.version()) {
                        synchronized (compiled) {
                            compiled.put(known, definition);
                        }
                    }
                    return definition;
                }));
    }

    private static boolean exists(DefinitionRow row) {
        return !row.digest().equals(DELETED);
    }

    private static WebhookDefinition definition(DefinitionRow row) {
        return UnreadableDefinition.read(
                "webhook " + row.name() + " version " + row.version(),
                row.canonical(),
                WorkflowCompiler::webhookFromCanonical);
    }

    /** @return false if there is none */
    public CompletionStage<Boolean> delete(WebhookKey key, Principal by) {
        return find(key)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : definitions
                                .apply(new DefinitionStore.Draft(
                                        key.tenant(),
                                        key.name(),
                                        DELETED,
                                        "{}",
                                        "",
                                        means.clock().instant(),
                                        by.id()))
                                .thenCompose(tombstone -> means.store().remove(key))
                                .thenApply(done -> true));
    }

    /** Sends nothing until it is resumed; what happens meanwhile is delivered then. @return false if there is none */
    public CompletionStage<Boolean> pause(WebhookKey key, @Nullable String note, Principal by) {
        return put(key, WebhookState.Status.PAUSED, note, by);
    }

    /** Goes on, whatever has stopped it. @return false if there is none */
    public CompletionStage<Boolean> resume(WebhookKey key, Principal by) {
        return put(key, WebhookState.Status.ACTIVE, null, by);
    }

    private CompletionStage<Boolean> put(
            WebhookKey key, WebhookState.Status status, @Nullable String reason, Principal by) {
        return means.store()
                .put(key, status, reason, means.clock().instant(), by.id())
                .thenApply(this.<Boolean>nudging(key));
    }

    private <T> Function<T, T> nudging(WebhookKey key) {
        return value -> {
            nudge.accept(key);
            return value;
        };
    }

    /** Newest events first. */
    public CompletionStage<Page<WebhookDelivery>> deliveries(
            WebhookKey key, WebhookDelivery.@Nullable Status status, @Nullable Cursor after, int limit) {
        return means.store().deliveries(key, status, after, limit);
    }

    public CompletionStage<Optional<WebhookDelivery>> delivery(WebhookKey key, String id) {
        return means.store().delivery(key, id);
    }

    /** Makes one delivery again. @return false if there is no such delivery */
    public CompletionStage<Boolean> replay(WebhookKey key, String delivery) {
        return means.store().again(key, delivery, means.clock().instant()).thenApply(this.<Boolean>nudging(key));
    }

    /** Makes all deliveries of events since a time again, as far as the feed goes back. */
    public CompletionStage<Boolean> replay(WebhookState state, Instant since) {
        return means.feed().since(since).thenCompose(from -> replay(state, from, since));
    }

    /** Makes all deliveries from a position of the feed on again. @return false if there is no such webhook */
    public CompletionStage<Boolean> replay(WebhookState state, FeedPosition from) {
        return replay(state, from, null);
    }

    private CompletionStage<Boolean> replay(WebhookState state, FeedPosition from, @Nullable Instant since) {
        // What comes later is delivered anyway.
        FeedPosition until = new FeedPosition(state.next().turn(), state.next().place(), 0);
        return means.store()
                .replay(state.key(), new WebhookState.Replay(from, until, since))
                .thenApply(this.<Boolean>nudging(state.key()));
    }

    /** Sends an event that means nothing, once and now, whether or not the webhook is paused. */
    public CompletionStage<DeliveryTry> test(View webhook) {
        String id = "test-" + UUID.randomUUID();
        byte[] body =
                means.form().trial(webhook.state().key(), id, means.clock().instant());
        return means.sender().send(webhook.definition(), id, body).thenApply(WebhookSender.Outcome::tried);
    }
}

package dev.baton.http.fake;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.actors.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Webhooks that nothing is ever delivered to. */
public final class IdleWebhooks implements WebhookStore {

    private final Map<WebhookKey, WebhookState> states = new ConcurrentHashMap<>();

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<WebhookState> apply(
            WebhookKey key, int version, @Nullable Boolean paused, Instant at, String by) {
        WebhookState state = state(key, version, WebhookState.Status.ACTIVE, null, at, by);
        states.put(key, state);
        return done(state);
    }

    private static WebhookState state(
            WebhookKey key, int version, WebhookState.Status status, @Nullable String reason, Instant at, String by) {
        return new WebhookState(key, version, status, reason, at, by, "", 0, FeedPosition.START, null, null, null);
    }

    @Override
    public CompletionStage<Optional<WebhookState>> get(WebhookKey key) {
        return done(Optional.ofNullable(states.get(key)));
    }

    @Override
    public CompletionStage<List<WebhookState>> list(String tenant, @Nullable String afterName, int limit) {
        return done(List.copyOf(states.values()));
    }

    @Override
    public CompletionStage<List<WebhookState>> active(int limit) {
        return done(List.of());
    }

    @Override
    public CompletionStage<Map<String, Long>> countByStatus() {
        return done(Map.of());
    }

    @Override
    public CompletionStage<Boolean> put(
            WebhookKey key, WebhookState.Status status, @Nullable String reason, Instant at, String by) {
        return done(states.computeIfPresent(key, (same, before) -> state(key, before.version(), status, reason, at, by))
                != null);
    }

    @Override
    public CompletionStage<Void> remove(WebhookKey key) {
        states.remove(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<WebhookState>> claim(WebhookState seen) {
        return done(Optional.empty());
    }

    @Override
    public boolean isMine(WebhookState state) {
        return false;
    }

    @Override
    public CompletionStage<Boolean> plan(WebhookState state, Planned planned) {
        return done(false);
    }

    @Override
    public CompletionStage<List<WebhookDelivery>> due(WebhookKey key, Instant now, int limit) {
        return done(List.of());
    }

    @Override
    public CompletionStage<Open> open(WebhookKey key) {
        return done(new Open(0, null));
    }

    @Override
    public CompletionStage<Boolean> settle(
            WebhookState state, WebhookDelivery delivery, DeliveryTry tried, Settled settled) {
        return done(false);
    }

    @Override
    public CompletionStage<Page<WebhookDelivery>> deliveries(
            WebhookKey key, WebhookDelivery.@Nullable Status status, @Nullable Cursor after, int limit) {
        return done(new Page<>(List.of(), null));
    }

    @Override
    public CompletionStage<Optional<WebhookDelivery>> delivery(WebhookKey key, String id) {
        return done(Optional.empty());
    }

    @Override
    public CompletionStage<Boolean> again(WebhookKey key, String id, Instant now) {
        return done(false);
    }

    @Override
    public CompletionStage<Boolean> replay(WebhookKey key, WebhookState.Replay replay) {
        return done(states.containsKey(key));
    }

    @Override
    public CompletionStage<Integer> trim(Duration age, Instant now) {
        return done(0);
    }
}

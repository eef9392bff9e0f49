package dev.baton.actors.port;

import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.actors.webhook.WebhookState;
import dev.baton.actors.webhook.WebhookState.Replay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks are with their deliveries. What a deliverer writes carries the epoch under which it has the webhook, and
 * is refused once another one has taken it.
 */
public interface WebhookStore {

    /** Deliveries of one webhook that are not over yet, at most: further events wait in the feed. */
    int OPEN_MAX = 1_000;

    /**
     * A version was applied: a newer one than before lets the webhook go on if it was not paused.
     *
     * @param paused null to leave that as it is
     */
    CompletionStage<WebhookState> apply(WebhookKey key, int version, @Nullable Boolean paused, Instant at, String by);

    CompletionStage<Optional<WebhookState>> get(WebhookKey key);

    CompletionStage<List<WebhookState>> list(String tenant, @Nullable String afterName, int limit);

    /** Of all tenants, those that are to be delivered to. */
    CompletionStage<List<WebhookState>> active(int limit);

    /** How many there are of each status, of all tenants. */
    CompletionStage<Map<String, Long>> countByStatus();

    /** @return false if there is none */
    CompletionStage<Boolean> put(
            WebhookKey key, WebhookState.Status status, @Nullable String reason, Instant at, String by);

    /** With its deliveries. */
    CompletionStage<Void> remove(WebhookKey key);

    /** Takes the webhook over from whoever had it under this epoch. @return the new one; empty if another was faster */
    CompletionStage<Optional<WebhookState>> claim(WebhookState seen);

    /** Whether it is this node that delivers. */
    boolean isMine(WebhookState state);

    /** Deliveries to make, and how far the feed has been read for them. @return false if another has the webhook */
    CompletionStage<Boolean> plan(WebhookState state, Planned planned);

    /**
     * @param next where the feed is to be read next
     * @param replay what is still to be replayed; null for nothing
     * @param again whether deliveries that were made before are made again
     */
    record Planned(
            List<WebhookDelivery> deliveries,
            FeedPosition next,
            @Nullable Replay replay,
            boolean again) {
        public Planned {
            deliveries = List.copyOf(deliveries);
        }
    }

    /** Those whose time has come, longest due first. */
    CompletionStage<List<WebhookDelivery>> due(WebhookKey key, Instant now, int limit);

    /** How many are not over, up to {@link #OPEN_MAX}, and when the first of them is due. */
    CompletionStage<Open> open(WebhookKey key);

    /** @param nextAt null if there is none */
    record Open(int count, @Nullable Instant nextAt) {}

    /** What came of a try. @return false if another has the webhook */
    CompletionStage<Boolean> settle(WebhookState state, WebhookDelivery delivery, DeliveryTry tried, Settled settled);

    /**
     * @param status of the delivery
     * @param nextAt when it is tried again; null for never
     * @param failingSince of the webhook
     * @param stop what becomes of the webhook; null if it goes on
     */
    record Settled(
            WebhookDelivery.Status status,
            @Nullable Instant nextAt,
            @Nullable Instant failingSince,
            WebhookState.@Nullable Status stop,
            @Nullable String reason) {}

    CompletionStage<Page<WebhookDelivery>> deliveries(
            WebhookKey key, WebhookDelivery.@Nullable Status status, @Nullable Cursor after, int limit);

    CompletionStage<Optional<WebhookDelivery>> delivery(WebhookKey key, String id);

    /** Makes one delivery again. @return false if there is no such delivery */
    CompletionStage<Boolean> again(WebhookKey key, String id, Instant now);

    /** Makes all deliveries from a position on again. @return false if there is no such webhook */
    CompletionStage<Boolean> replay(WebhookKey key, Replay replay);

    /** Deletes deliveries that have been over for longer, up to some limit. @return how many */
    CompletionStage<Integer> trim(Duration age, Instant now);
}

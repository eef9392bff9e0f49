package dev.baton.actors.webhook;

import dev.baton.actors.port.RunKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event for one webhook.
 *
 * @param id under which the receiver knows it; the same at every try
 * @param event number of the event within its run
 * @param type of the event
 * @param at time of the event
 * @param nextAt when it is tried next; null if it is over
 * @param attempts how often it was tried since it was last begun
 * @param tries the last ones, the oldest first
 */
public record WebhookDelivery(
        WebhookKey webhook,
        String id,
        String run,
        long event,
        String type,
        Instant at,
        Status status,
        @Nullable Instant nextAt,
        int attempts,
        List<DeliveryTry> tries) {

    /** Tries that are kept. */
    public static final int TRIES_KEPT_MAX = 12;

    public WebhookDelivery {
        tries = List.copyOf(tries);
    }

    /** That has not been tried yet. */
    public static WebhookDelivery first(
            WebhookKey webhook, RunKey run, long event, String type, Instant at, Instant now) {
        return new WebhookDelivery(
                webhook, id(run.runId(), event), run.runId(), event, type, at, Status.PENDING, now, 0, List.of());
    }

    /** Of an event, wherever it is told: no full stop is in it, which separates what is signed. */
    public static String id(String run, long event) {
        return run.replace('.', '~') + "-" + event;
    }

    /** How far it is. */
    public enum Status {
        PENDING,
        DELIVERED,
        /** It was tried as often as it may be. */
        FAILED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is none of this code */
        public static Status of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}

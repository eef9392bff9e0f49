package dev.baton.actors.webhook;

import dev.baton.actors.port.FeedPosition;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a webhook is.
 *
 * @param version of its definition
 * @param reason for its status, in words
 * @param changedAt when its status or definition was changed
 * @param owner who delivers; empty if nobody has begun
 * @param epoch raised whenever another takes it: what the one before writes is refused
 * @param next where the feed is to be read next
 * @param replay what is delivered again, besides
 * @param failingSince since when no delivery has got through; null if the last one has
 * @param deliveredAt when one got through last
 */
public record WebhookState(
        WebhookKey key,
        int version,
        Status status,
        @Nullable String reason,
        Instant changedAt,
        String changedBy,
        String owner,
        long epoch,
        FeedPosition next,
        @Nullable Replay replay,
        @Nullable Instant failingSince,
        @Nullable Instant deliveredAt) {

    /** Whether it is delivered to. */
    public enum Status {
        ACTIVE,
        /** A person has stopped it. */
        PAUSED,
        /** It has failed for too long. */
        SUSPENDED,
        /** Its receiver has said that it is gone. */
        DISABLED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is none of this code */
        public static Status of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param next what comes next
     * @param until exclusive
     * @param since what is older is left out; null if the positions say it all
     */
    public record Replay(
            FeedPosition next, FeedPosition until, @Nullable Instant since) {}
}

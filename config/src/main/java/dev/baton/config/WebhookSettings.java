package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;

/**
 * The feed of events and its webhooks: {@code baton.webhooks}.
 *
 * @param feedAlways whether events go to the feed even while there is no webhook
 * @param retries pauses between the tries of a delivery, up to a fifth longer; after the last it is given up
 * @param timeout how long a receiver may take to answer
 * @param suspendAfter a webhook that nothing gets through to for so long is suspended
 * @param keep how long the feed goes back, and deliveries that are over are shown
 * @param poll how often the feed is looked at
 */
public record WebhookSettings(
        boolean feedAlways,
        List<Duration> retries,
        Duration timeout,
        Duration suspendAfter,
        Duration keep,
        Duration poll) {

    public WebhookSettings {
        retries = List.copyOf(retries);
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static WebhookSettings of(Config config) {
        Section webhooks = Section.of(config, "baton.webhooks");
        return new WebhookSettings(
                webhooks.flag("feed-always"),
                webhooks.durations("retries"),
                webhooks.positive("timeout"),
                webhooks.positive("suspend-after"),
                webhooks.positive("keep"),
                webhooks.positive("poll"));
    }
}

package dev.baton.actors.webhook;

import dev.baton.actors.port.FeedEvent;
import java.time.Instant;

/** How an event is written for others. The same event is always written the same way. */
public interface EventForm {

    String MEDIA_TYPE = "application/cloudevents+json";

    /** @param payloads whether contents go along */
    byte[] write(FeedEvent event, boolean payloads);

    /** That nothing has happened but that somebody tries a webhook. */
    byte[] trial(WebhookKey webhook, String id, Instant at);
}

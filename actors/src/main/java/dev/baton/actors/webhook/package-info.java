/**
 * Events of runs, delivered to others: signed, at least once, and whatever happens to this node meanwhile.
 *
 * <p>Read in this order: {@link dev.baton.actors.webhook.WebhookDefinition} (which events go where), {@link
 * dev.baton.actors.webhook.WebhookState} and {@link dev.baton.actors.webhook.WebhookDelivery} (how far it is), {@link
 * dev.baton.actors.webhook.Webhooks} (what others use), {@link dev.baton.actors.webhook.WebhookClock} (what keeps it going),
 * {@code WebhookTurns} (what is done), {@code WebhookSender} and {@code RetryPlan}.
 */
@NullMarked
package dev.baton.actors.webhook;

import org.jspecify.annotations.NullMarked;

/**
 * Runs started or signalled by events from outside.
 *
 * <p>Read in this order: {@link dev.baton.actors.trigger.Delivery} (what comes in), {@link
 * dev.baton.actors.trigger.SignatureScheme} and {@link dev.baton.actors.trigger.Signatures} (whether it is from whom it says),
 * {@link dev.baton.actors.trigger.TriggerDecision} (what follows), {@link dev.baton.actors.trigger.Triggers} (where triggers are
 * kept).
 */
@NullMarked
package dev.baton.actors.trigger;

import org.jspecify.annotations.NullMarked;

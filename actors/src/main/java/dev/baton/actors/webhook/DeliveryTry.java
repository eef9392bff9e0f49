package dev.baton.actors.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of a delivery.
 *
 * @param status of the answer; null if there was none
 * @param problem why it did not get through; null if it did
 * @param millis how long it took
 */
public record DeliveryTry(
        Instant at, @Nullable Integer status, @Nullable String problem, long millis) {}

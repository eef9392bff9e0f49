package dev.baton.actors.definition;

import java.net.URI;
import java.time.Duration;

/**
 * How an agent is asked whether it is well, beside its work.
 *
 * @param url answers a GET with a status below 300 if the agent is well
 */
public record HealthProbe(URI url, Duration every) {

    public static final Duration EVERY_DEFAULT = Duration.ofSeconds(30);
}

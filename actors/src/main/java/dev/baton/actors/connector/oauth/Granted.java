package dev.baton.actors.connector.oauth;

import dev.baton.actors.port.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a token endpoint has answered. */
public sealed interface Granted {

    /**
     * @param refresh brings the next one; null if there is none
     * @param scope if it is not the one that was asked for
     * @param expiresAt as the endpoint says, or a guess if it does not
     */
    record Token(
            Secret access,
            @Nullable Secret refresh,
            @Nullable String scope,
            Instant expiresAt) implements Granted {}

    /**
     * @param code of the protocol, such as {@code invalid_client}; empty if there is none
     * @param again whether the same may succeed soon
     */
    record Refused(String code, String reason, boolean again) implements Granted {}
}

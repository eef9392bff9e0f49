package dev.baton.actors.connector.copilot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What opens conversations that were made without a secret: each has a token of its own, in the memory of this node. */
final class Tokens {

    /** With more of them it starts anew. */
    static final int REMEMBERED_MAX = 10_000;

    private static final Duration LIFETIME_UNSAID = Duration.ofMinutes(30);

    private final ConcurrentHashMap<String, Token> byConversation = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /** @param renewAt when it is to be exchanged for the next one */
    record Token(Secret value, Instant renewAt, Instant endsAt) {}

    /** Null if the answer holds none. */
    @Nullable
    Token read(JsonNode answer) {
        if (!answer.path("token").isTextual()) {
            return null;
        }
        long seconds = answer.path("expires_in").asLong();
        Duration life = seconds > 0 ? Duration.ofSeconds(seconds) : LIFETIME_UNSAID;
        Instant now = clock.instant();
        return new Token(Secret.of(answer.get("token").textValue()), now.plus(life.dividedBy(2)), now.plus(life));
    }

    void keep(String conversation, Token token) {
        Instant now = clock.instant();
        if (byConversation.size() >= REMEMBERED_MAX) {
            byConversation.values().removeIf(old -> old.endsAt().isBefore(now));
            if (byConversation.size() >= REMEMBERED_MAX) {
                byConversation.clear();
            }
        }
        byConversation.put(conversation, token);
    }

    /** Null if there is none that is still good. */
    @Nullable
    Token of(String conversation) {
        Token token = byConversation.get(conversation);
        return token == null || token.endsAt().isBefore(clock.instant()) ? null : token;
    }

    boolean isDue(Token token) {
        return token.renewAt().isBefore(clock.instant());
    }

    void forget(String conversation) {
        byConversation.remove(conversation);
    }
}

package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers for a while how agents are spoken to. */
final class Cards {

    /** After this time a card is read again. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** With more agents in use it starts anew. */
    private static final int REMEMBERED_MAX = 10_000;

    private final InstantSource clock;
    private final Map<A2aAgent, Entry> known = new ConcurrentHashMap<>();

    private record Entry(Peer peer, Instant until) {}

    Cards(InstantSource clock) {
        this.clock = clock;
    }

    /** Null if the card has to be read. */
    @Nullable
    Peer known(A2aAgent agent) {
        Entry entry = known.get(agent);
        return entry != null && entry.until().isAfter(clock.instant()) ? entry.peer() : null;
    }

    /** @throws Unreadable if the card names no interface that may be used, or is not signed as it has to be */
    Peer learn(A2aAgent agent, JsonNode card) throws Unreadable {
        Peer peer = Card.peer(agent.signedBy().isEmpty() ? card : CardSignatures.vouchedFor(card, agent.signedBy()));
        if (agent.hasCredentials()
                && !String.valueOf(peer.url().getHost()).equals(agent.card().getHost())) {
            throw new Unreadable("its card sends callers on to " + peer.url().getHost()
                    + ", which is not to get the headers and the token for "
                    + agent.card().getHost());
        }
        if (known.size() >= REMEMBERED_MAX) {
            known.clear();
        }
        known.put(agent, new Entry(peer, clock.instant().plus(FRESH)));
        return peer;
    }
}

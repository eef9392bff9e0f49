package dev.baton.actors.connector.mcp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers for a while how servers are spoken to, and what their tools are. */
final class Servers {

    /** After this time a tool is looked at again. */
    static final Duration FRESH = Duration.ofMinutes(1);

    /** With more agents in use it starts anew. */
    private static final int REMEMBERED_MAX = 10_000;

    private final InstantSource clock;
    private final Map<McpAgent, Known> known = new ConcurrentHashMap<>();

    record Known(Server server, ServerTool tool, Instant until) {}

    Servers(InstantSource clock) {
        this.clock = clock;
    }

    /** Null if the server has to be asked. */
    @Nullable
    Known known(McpAgent agent) {
        Known entry = known.get(agent);
        return entry != null && entry.until().isAfter(clock.instant()) ? entry : null;
    }

    Known learn(McpAgent agent, Server server, ServerTool tool) {
        if (known.size() >= REMEMBERED_MAX) {
            known.clear();
        }
        Known entry = new Known(server, tool, clock.instant().plus(FRESH));
        known.put(agent, entry);
        return entry;
    }

    void forget(McpAgent agent) {
        known.remove(agent);
    }
}

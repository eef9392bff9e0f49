package dev.baton.actors.connector.mcp;

import dev.baton.actors.connector.AttemptRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for what somebody is asked. A crash loses them, and so does a server that gives up: then the tool is
 * called again, and what was answered before is said again.
 */
final class OpenCalls {

    /** More are let go. */
    private static final int HELD_MAX = 10_000;

    private final Map<String, OpenCall> held = new ConcurrentHashMap<>();

    void hold(AttemptRequest attempt, OpenCall call) {
        String key = key(attempt);
        if (held.size() >= HELD_MAX) {
            call.leave();
            return;
        }
        held.put(key, call);
        if (!call.whenEnded(() -> held.remove(key, call))) {
            held.remove(key, call);
        }
    }

    /** Null if it is not here, or over. */
    @Nullable
    OpenCall take(AttemptRequest attempt) {
        return held.remove(key(attempt));
    }

    private static String key(AttemptRequest attempt) {
        return attempt.tenant() + "/" + attempt.attempt();
    }
}

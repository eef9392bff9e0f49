package dev.baton.cluster.bench;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the agent was asked since the last reset. */
final class CallCounts {

    private long calls;
    private long repeated;
    private long withoutKey;
    private boolean marked;
    private long firstAfterMarkMs;
    private final Set<String> keys = new HashSet<>();

    void reset() {
        calls = 0;
        repeated = 0;
        withoutKey = 0;
        marked = false;
        firstAfterMarkMs = 0;
        keys.clear();
    }

    /** From now on the next call is the first. */
    void mark() {
        marked = true;
        firstAfterMarkMs = 0;
    }

    void called(@Nullable String idempotencyKey) {
        calls++;
        if (marked && firstAfterMarkMs == 0) {
            firstAfterMarkMs = System.currentTimeMillis();
        }
        if (idempotencyKey == null) {
            withoutKey++;
        } else if (!keys.add(idempotencyKey)) {
            repeated++;
        }
    }

    String json() {
        return "{\"calls\":" + calls + ",\"keys\":" + keys.size() + ",\"repeated\":" + repeated + ",\"withoutKey\":"
                + withoutKey + ",\"firstAfterMarkMs\":" + firstAfterMarkMs + "}";
    }
}

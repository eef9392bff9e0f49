package dev.baton.actors.connector;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Trace and span ids derived from run and attempt, so that they survive a crash without being stored. */
public final class TraceParent {

    private TraceParent() {}

    static String of(String tenant, String run, String attempt) {
        long span = hash(attempt, 0xc2b2ae3d27d4eb4fL);
        return "00-" + traceId(tenant, run) + "-" + HexFormat.of().toHexDigits(span) + "-01";
    }

    /** Of all that belongs to a run, as the calls to its agents carry it. */
    public static String traceId(String tenant, String run) {
        long high = hash(tenant + "/" + run, 0xcbf29ce484222325L);
        long low = hash(run + "/" + tenant, 0x9ae16a3b2f90404fL);
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /** FNV-1a with a final mix; never 0, which the specification forbids. */
    private static long hash(String text, long seed) {
        long hash = seed;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}

package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scope of the shared memory holds.
 *
 * @param version how often it has been written
 * @param writes the latest, oldest first; the history of the run has them all
 */
public record MemoryScope(int version, Payload value, List<Write> writes) {

    /** Writes that a state keeps; the events keep all. */
    public static final int WRITES_KEPT_MAX = 100;

    /** Nothing has been written yet. */
    public static final MemoryScope EMPTY = new MemoryScope(0, Payload.NULL, List.of());

    public MemoryScope {
        writes = List.copyOf(writes);
    }

    /**
     * @param path of the step instance; empty for the initial value
     * @param merged whether it was made of what another step had written meanwhile
     */
    public record Write(int version, String path, boolean merged, Principal by, Instant at) {}

    /** What a step has read. */
    public record Read(int version, Payload value) {}

    MemoryScope written(RunEvent.MemoryWritten e, Payload next, Commit commit) {
        List<Write> kept = new ArrayList<>(writes.size() < WRITES_KEPT_MAX ? writes : writes.subList(1, writes.size()));
        kept.add(new Write(e.version(), e.path(), e.merged(), commit.by(), commit.at()));
        return new MemoryScope(e.version(), next, kept);
    }
}

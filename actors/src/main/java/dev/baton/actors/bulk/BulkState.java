package dev.baton.actors.bulk;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.run.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bulk operation as its events have made it.
 *
 * @param asked null before it was asked for
 * @param outstanding runs that were taken and of which it is not known what became
 * @param after where the list of runs goes on; null before the first were taken, and after the last
 * @param problems the last runs that refused or failed, newest first
 * @param stop null unless somebody has stopped it
 * @param end null while it goes on
 * @param lastEvent number of the last event
 */
public record BulkState(
        BulkKey key,
        long lastEvent,
        @Nullable Asked asked,
        Progress progress,
        List<String> outstanding,
        @Nullable Cursor after,
        List<RunResult> problems,
        @Nullable Stop stop,
        @Nullable End end,
        Instant updatedAt) {

    /**
     * Whoever has taken runs has this long to say what became of them; then another node tells them again. What it does
     * twice the runs do once.
     */
    static final Duration LEASE = Duration.ofSeconds(10);

    public BulkState {
        outstanding = List.copyOf(outstanding);
        problems = List.copyOf(problems);
    }

    /** What there is before the first event. */
    public static BulkState none(BulkKey key) {
        return new BulkState(key, 0, null, Progress.NONE, List.of(), null, List.of(), null, null, Instant.EPOCH);
    }

    public record Asked(BulkRequest request, String digest, Instant at, Principal by) {}

    /**
     * How far it is.
     *
     * @param taken runs that were told, or are being told
     * @param refused how many, by the code of the rejection
     * @param failed how many, by what failed
     */
    public record Progress(long taken, long done, long unchanged, Map<String, Long> refused, Map<String, Long> failed) {

        static final Progress NONE = new Progress(0, 0, 0, Map.of(), Map.of());

        public Progress {
            refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
            failed = Collections.unmodifiableSortedMap(new TreeMap<>(failed));
        }
    }

    public record Stop(@Nullable String reason, Instant at, Principal by) {}

    /** @param more whether more runs matched than were counted */
    public record End(Instant at, boolean more) {}

    public boolean exists() {
        return asked != null;
    }

    /** @throws NullPointerException before it was asked for */
    public Asked wanted() {
        return Objects.requireNonNull(asked, "nobody has asked for the operation");
    }

    public Status status() {
        if (stop != null) {
            return end == null ? Status.STOPPING : Status.STOPPED;
        }
        return end == null ? Status.RUNNING : Status.COMPLETED;
    }

    /** Where it is in its life. */
    public enum Status {
        RUNNING,
        STOPPING,
        STOPPED,
        COMPLETED
    }

    /** When somebody must look at it, unless who has it in hand says more before; null for never. */
    public @Nullable Instant wakeAt() {
        if (asked == null || end != null) {
            return null;
        }
        return outstanding.isEmpty() ? updatedAt : updatedAt.plus(LEASE);
    }
}

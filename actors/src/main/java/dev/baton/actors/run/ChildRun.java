package dev.baton.actors.run;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.CanonicalJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that a step of another one has started, or is about to. All that its start needs is decided here, once: a start
 * that is repeated after a crash is the same one.
 *
 * @param run its id
 * @param version of the workflow, as it was when the step began
 * @param digest of that version
 * @param budget what is left for it; null for its workflow's own limit
 * @param deadline when it times out; null for its workflow's own limit
 * @param continues the run of which it goes on from the middle; null if it begins at its beginning
 */
public record ChildRun(
        String run,
        String workflow,
        int version,
        String digest,
        @Nullable Instant deadline,
        ParentClose close,
        @Nullable Budget budget,
        @Nullable Cut continues) {

    public ChildRun(
            String run,
            String workflow,
            int version,
            String digest,
            @Nullable Instant deadline,
            ParentClose close,
            @Nullable Budget budget) {
        this(run, workflow, version, digest, deadline, close, budget, null);
    }

    /** Longer ids are no ids of runs. */
    static final int ID_CHARS_MAX = 128;

    private static final int HASH_CHARS = 40;

    /** What becomes of a child run when its parent, or the step that started it, is over before it. */
    public enum ParentClose {
        CANCEL,
        /** It goes on by itself. */
        ABANDON
    }

    /** So many ids have one of the parent's cell among them: a try in 256 hits it. */
    private static final int CANDIDATES_MAX = 10_000;

    /** The id of the n-th child of a run. One whose parent must stay in certain regions shares its cell, and so its home. */
    static String id(RunInfo parent, long number) {
        String id = id(parent.runId(), number);
        if (RegionRule.of(parent.labels()) == null) {
            return id;
        }
        int cell = cell(parent.tenant(), parent.runId());
        for (int i = 0; i < CANDIDATES_MAX; i++) {
            String candidate = i == 0 ? id : shortened(id + "-" + i);
            if (cell(parent.tenant(), candidate) == cell) {
                return candidate;
            }
        }
        throw new IllegalStateException("no id of cell " + cell + " for a child of " + parent.runId());
    }

    private static int cell(String tenant, String run) {
        return CellHash.of(tenant + "/" + run);
    }

    /** The id of the n-th child of a run: readable as long as it is short enough. */
    static String id(String parent, long number) {
        return shortened(parent + ".c" + number);
    }

    private static String shortened(String id) {
        return id.length() <= ID_CHARS_MAX
                ? id
                : "c-" + CanonicalJson.digest(TextNode.valueOf(id)).substring(0, HASH_CHARS);
    }
}

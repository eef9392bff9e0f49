package dev.baton.actors.run;

import org.jspecify.annotations.Nullable;

/**
 * An agent says who should have the work next. It counts in the triage of a {@code handoff} step and at the end of one
 * of its targets; elsewhere it is only recorded.
 *
 * @param to name of a target
 * @param reason for people; null if none was given
 */
public record Handoff(String to, @Nullable String reason) {

    public static final int TO_CHARS_MAX = 128;

    /** Longer reasons are cut: an event stays small. */
    public static final int REASON_CHARS_MAX = 1_000;

    public Handoff {
        to = cut(to, TO_CHARS_MAX);
        reason = reason == null ? null : cut(reason, REASON_CHARS_MAX);
    }

    private static String cut(String text, int charsMax) {
        return text.length() > charsMax ? text.substring(0, charsMax - 1) + "…" : text;
    }
}

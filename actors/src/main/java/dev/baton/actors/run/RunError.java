package dev.baton.actors.run;

import org.jspecify.annotations.Nullable;

/**
 * A failure as a value.
 *
 * @param message what went wrong, for people
 * @param details more of it for programs, such as the status and body an agent answered
 */
public record RunError(
        ErrorKind kind, String message, @Nullable Payload details) {

    /** Longer messages are cut: an event stays small. */
    public static final int MESSAGE_CHARS_MAX = 2_000;

    public RunError {
        if (message.length() > MESSAGE_CHARS_MAX) {
            message = message.substring(0, MESSAGE_CHARS_MAX - 1) + "…";
        }
    }

    public static RunError of(ErrorKind kind, String message) {
        return new RunError(kind, message, null);
    }
}

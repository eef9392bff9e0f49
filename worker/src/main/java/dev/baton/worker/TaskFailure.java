package dev.baton.worker;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a task cannot be done. */
public final class TaskFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether another try may help, which the step's {@code retry} looks at. */
    public enum Kind {
        /** The same again would fail again. */
        REJECTED,
        /** Something that is needed is not there now. */
        UNAVAILABLE,
        TIMEOUT,
        /** A defect of the worker. */
        BUG;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    public TaskFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    /** @param retryAfter how long the workers of this queue ask to be left alone; null if that does not matter */
    public TaskFailure(Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}

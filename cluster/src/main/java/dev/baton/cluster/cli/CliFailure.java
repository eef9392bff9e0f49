package dev.baton.cluster.cli;

import org.jspecify.annotations.Nullable;

/** Ends a verb: what went wrong, with the id of what it is about, and what to do next. */
public final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String next;

    public CliFailure(ExitCode exitCode, String what, String next) {
        this(exitCode, what, next, null);
    }

    public CliFailure(ExitCode exitCode, String what, String next, @Nullable Throwable cause) {
        super(what, cause);
        this.exitCode = exitCode;
        this.next = next;
    }

    static CliFailure usage(String what, String next) {
        return new CliFailure(ExitCode.USAGE, what, next);
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String next() {
        return next;
    }

    /** What the reader sees. */
    String text() {
        return "baton: " + getMessage() + "\nWhat to do: " + next;
    }
}

package dev.baton.cluster.cli;

/** How a verb ends. The numbers are part of the interface: scripts depend on them, see {@code docs/cli.md}. */
public enum ExitCode {
    OK(0),
    /** The run that was waited for failed or was cancelled; runs of a bulk operation could not be told. */
    RUN_FAILED(1),
    /** The command line is wrong, or a file that it names cannot be read. */
    USAGE(2),
    NOT_FOUND(3),
    /** The server understood and refuses: a wrong state, a conflict, an input that does not fit, not allowed. */
    REFUSED(4),
    /** No server answers, or it cannot take this now. Trying again later is safe. */
    UNAVAILABLE(5),
    /** What was waited for did not happen in time. It goes on. */
    TIMEOUT(6),
    INVALID_DEFINITION(7),
    /** A fault of Baton. */
    UNEXPECTED(8);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}

package dev.baton.actors.run;

/** Why something failed; workflows match on it ({@code retry.on}). */
public enum ErrorKind {
    /** The agent could not be reached, or said that it is overloaded. */
    UNAVAILABLE("unavailable", true),
    /** No answer before the deadline. */
    TIMEOUT("timeout", true),
    /** The agent, or a person, refused. */
    REJECTED("rejected", false),
    /** The agent's output does not match its schema. */
    INVALID_OUTPUT("invalid-output", true),
    /** Another step has written to the shared memory what this one had read. */
    CONFLICT("conflict", true),
    CANCELLED("cancelled", false),
    BUDGET("budget", false),
    POLICY("policy", false),
    /** A defect: in a workflow's expression, in a connector, in Baton. */
    BUG("bug", false);

    private final String code;
    private final boolean retryable;

    ErrorKind(String code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    public String code() {
        return code;
    }

    /** Whether a step without {@code retry.on} tries again after it. */
    public boolean retryable() {
        return retryable;
    }

    /** @throws IllegalArgumentException for an unknown code */
    public static ErrorKind of(String code) {
        for (ErrorKind kind : values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("Unknown error kind: " + code);
    }
}

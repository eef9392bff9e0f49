package dev.baton.actors.definition;

import org.jspecify.annotations.Nullable;

/**
 * Something about a definition that its author should know.
 *
 * @param code stable, for programs: {@code step.unknown-kind}
 * @param line from 1; 0 if the problem has no place in the text
 * @param column from 1; 0 if the problem has no place in the text
 * @param path JSON pointer (RFC 6901) into the document
 * @param message what is wrong
 * @param hint what to do about it
 */
public record Problem(
        Severity severity,
        String code,
        int line,
        int column,
        String path,
        String message,
        @Nullable String hint) {

    /** Whether a definition with this problem is refused. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        String place = line > 0 ? line + ":" + column + " " : "";
        String advice = hint == null ? "" : " (" + hint + ")";
        return place + severity + " " + code + " at '" + path + "': " + message + advice;
    }
}

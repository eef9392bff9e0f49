package dev.baton.http.exchange;

import dev.baton.actors.definition.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One of the reasons why a request is refused.
 *
 * @param pointer JSON pointer into the body, or the name of the parameter or header
 * @param line from 1; 0 if the fault has no place in a text
 * @param column from 1; 0 if the fault has no place in a text
 * @param warning whether the request would have gone well with this one alone
 */
public record Fault(
        String code,
        String pointer,
        String message,
        @Nullable String hint,
        int line,
        int column,
        boolean warning) {

    /** More than these are not shown: nobody reads a thousand. */
    static final int SHOWN_MAX = 200;

    public static Fault of(Problem problem) {
        return new Fault(
                problem.code(),
                problem.path(),
                problem.message(),
                problem.hint(),
                problem.line(),
                problem.column(),
                !problem.isError());
    }

    public static Fault at(String pointer, String code, String message) {
        return new Fault(code, pointer, message, null, 0, 0, false);
    }

    static Fault at(String pointer, String code, String message, String hint) {
        return new Fault(code, pointer, message, hint, 0, 0, false);
    }
}

package dev.baton.http.exchange;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not done, as RFC 9457 will say it.
 *
 * @param detail what went wrong
 * @param hint what to do about it
 * @param faults each by itself, where there may be several
 * @param retryAfter when the same request may go well; null if it never will
 */
public record Refusal(
        ErrorCode code,
        String detail,
        @Nullable String hint,
        List<Fault> faults,
        @Nullable Duration retryAfter) {

    public Refusal {
        faults = List.copyOf(faults);
    }

    public static Refusal of(ErrorCode code, String detail) {
        return new Refusal(code, detail, null, List.of(), null);
    }

    public static Refusal of(ErrorCode code, String detail, String hint) {
        return new Refusal(code, detail, hint, List.of(), null);
    }

    public static Refusal of(ErrorCode code, String detail, List<Fault> faults) {
        return new Refusal(code, detail, null, faults, null);
    }

    public static Refusal later(ErrorCode code, String detail, Duration retryAfter) {
        return new Refusal(code, detail, "Try the same request again later.", List.of(), retryAfter);
    }
}

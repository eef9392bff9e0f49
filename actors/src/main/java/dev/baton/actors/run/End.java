package dev.baton.actors.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
public record End(
        RunStatus status,
        @Nullable Payload output,
        @Nullable RunError error,
        Instant at) {

    private static final Payload TERMINATED =
            new Payload(JsonNodeFactory.instance.objectNode().put("reason", "terminated"));

    /** Cancelled, and told apart from a cancellation by its error. */
    static End terminated(@Nullable String why, Instant at) {
        String message = why == null ? "terminated" : "terminated: " + why;
        return new End(RunStatus.CANCELLED, null, new RunError(ErrorKind.CANCELLED, message, TERMINATED), at);
    }

    End withoutOutput() {
        return new End(status, null, error, at);
    }

    boolean terminated() {
        return status == RunStatus.CANCELLED && error != null && TERMINATED.equals(error.details());
    }
}

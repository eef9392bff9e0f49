package dev.baton.http.exchange;

import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.port.Unstorable;
import dev.baton.actors.run.Rejection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says to callers what the layers below refuse or fail with. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** A region that was lost gets its runs back some time after it has come back. */
    private static final Duration REGION_BACK = Duration.ofSeconds(5);

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Of a node whose parts are being stopped: whatever fails there now says nothing about the request. */
    public static final Refusal NODE_ENDING = Refusal.later(
            ErrorCode.NODE_ENDING,
            "This node is shutting down; what was asked may or may not have been done, and asking again, here or at"
                    + " another node, is safe.",
            SOON);

    private Failures() {}

    public static Refusal refusal(Rejection rejection) {
        return switch (rejection.code()) {
            case RUN_NOT_FOUND -> Refusal.of(ErrorCode.RUN_NOT_FOUND, rejection.message());
            case RUN_EXISTS ->
                Refusal.of(
                        ErrorCode.RUN_EXISTS,
                        rejection.message(),
                        "Repeat the first request unchanged, or use a new id or Idempotency-Key.");
            case RUN_ENDED -> Refusal.of(ErrorCode.RUN_ENDED, rejection.message());
            case RUN_NOT_ENDED -> Refusal.of(ErrorCode.RUN_NOT_ENDED, rejection.message());
            case STEP_NOT_COMPLETED -> Refusal.of(ErrorCode.STEP_NOT_COMPLETED, rejection.message());
            case EVENT_NOT_FOUND -> Refusal.of(ErrorCode.EVENT_NOT_FOUND, rejection.message());
            case TREE_TOO_LARGE -> Refusal.of(ErrorCode.TREE_TOO_LARGE, rejection.message());
            case MIGRATION_REFUSED -> Refusal.of(ErrorCode.MIGRATION_REFUSED, rejection.message());
            case WORKFLOW_NOT_FOUND -> Refusal.of(ErrorCode.WORKFLOW_NOT_FOUND, rejection.message());
            case STEP_NOT_FOUND -> Refusal.of(ErrorCode.STEP_NOT_FOUND, rejection.message());
            case REGION_NOT_ALLOWED -> Refusal.of(ErrorCode.REGION_NOT_ALLOWED, rejection.message());
            case REGION_UNAVAILABLE -> Refusal.later(ErrorCode.REGION_UNAVAILABLE, rejection.message(), REGION_BACK);
            case RUN_HAS_PARENT -> Refusal.of(ErrorCode.RUN_HAS_PARENT, rejection.message());
            case ATTEMPT_STALE -> Refusal.of(ErrorCode.ATTEMPT_STALE, rejection.message(), "Drop the result.");
            case APPROVAL_NOT_FOUND -> Refusal.of(ErrorCode.APPROVAL_NOT_FOUND, rejection.message());
            case APPROVAL_DECIDED -> Refusal.of(ErrorCode.APPROVAL_DECIDED, rejection.message());
            case APPROVAL_NOT_ALLOWED -> Refusal.of(ErrorCode.APPROVAL_NOT_ALLOWED, rejection.message());
            case EDITS_NOT_ALLOWED -> Refusal.of(ErrorCode.EDITS_NOT_ALLOWED, rejection.message());
            case VOTED_ALREADY -> Refusal.of(ErrorCode.VOTED_ALREADY, rejection.message());
            case SUBJECT_HASH_NEEDED -> Refusal.of(ErrorCode.SUBJECT_HASH_NEEDED, rejection.message());
            case SUBJECT_CHANGED -> Refusal.of(ErrorCode.SUBJECT_CHANGED, rejection.message());
            case INVALID_ANSWER -> Refusal.of(ErrorCode.INVALID_ANSWER, rejection.message());
            case TOO_MANY_VOTES -> Refusal.of(ErrorCode.TOO_MANY_VOTES, rejection.message());
            case STILL_UNDOING -> Refusal.of(ErrorCode.STILL_UNDOING, rejection.message());
            case INCIDENT_NOT_FOUND -> Refusal.of(ErrorCode.INCIDENT_NOT_FOUND, rejection.message());
            case INVALID_SIGNAL -> Refusal.of(ErrorCode.INVALID_SIGNAL, rejection.message());
            case TOO_MANY_SIGNALS -> Refusal.of(ErrorCode.TOO_MANY_SIGNALS, rejection.message());
        };
    }

    /** A failure that nobody expected is logged, with an id that the caller is told. */
    public static Refusal refusal(Throwable failure) {
        Throwable cause = cause(failure);
        return expected(cause).orElseGet(() -> unexpected(cause));
    }

    /** What fails while a node is being stopped was stopped before what it needs: no defect. */
    static Refusal ofEndingNode(Throwable failure) {
        Throwable cause = cause(failure);
        return expected(cause).orElseGet(() -> {
            LOG.debug("A request failed while the node is stopped", cause);
            return NODE_ENDING;
        });
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Optional<Refusal> expected(Throwable cause) {
        if (cause instanceof StoreException store) {
            return Optional.of(refusal(store));
        }
        if (cause instanceof Runs.Unreachable) {
            return Optional.of(Refusal.later(
                    ErrorCode.RUN_UNREACHABLE,
                    "The run did not answer in time; what was asked may or may not have been done, and asking again is"
                            + " safe.",
                    SOON));
        }
        return Optional.empty();
    }

    private static Refusal unexpected(Throwable cause) {
        String id = UUID.randomUUID().toString();
        LOG.error("A request failed unexpectedly ({})", id, cause);
        return Refusal.of(
                ErrorCode.INTERNAL,
                "Something unexpected happened; the log of this node says more under the id " + id + ".",
                "Report it with the id.");
    }

    private static Refusal refusal(StoreException store) {
        String message = Optional.ofNullable(store.getMessage()).orElse("The store failed.");
        return switch (store) {
            case StoreUnavailable down -> Refusal.later(ErrorCode.STORE_UNAVAILABLE, message, down.retryAfter());
            case StoreBusy busy -> Refusal.later(ErrorCode.STORE_BUSY, message, busy.retryAfter());
            case Fenced ignored -> Refusal.later(ErrorCode.FENCED, message, SOON);
            case Conflict ignored -> Refusal.of(ErrorCode.CONFLICT, message, "Look at what is there, then decide.");
            case Unstorable ignored -> Refusal.of(ErrorCode.UNSTORABLE, message);
            case UnreadableDefinition newer ->
                Refusal.later(ErrorCode.DEFINITION_UNREADABLE, message, newer.retryAfter());
        };
    }
}

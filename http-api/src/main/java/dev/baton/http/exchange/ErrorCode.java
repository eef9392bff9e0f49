package dev.baton.http.exchange;

/** Every way in which a request can fail. The codes are stable: programs match on them. */
public enum ErrorCode {
    MALFORMED_REQUEST("malformed-request", 400, "The request cannot be read"),
    MALFORMED_JSON("malformed-json", 400, "The body is not JSON"),
    JSON_TOO_DEEP("json-too-deep", 400, "The JSON is nested too deeply"),
    JSON_TOO_LONG("json-too-long", 400, "The JSON has too many values"),
    INVALID_FIELD("invalid-field", 400, "Fields of the body are wrong"),
    INVALID_PARAMETER("invalid-parameter", 400, "Parameters of the query are wrong"),
    INVALID_HEADER("invalid-header", 400, "A header is wrong"),
    LOGIN_REFUSED("login-refused", 400, "It cannot be allowed so"),
    SIGNATURE_INVALID("signature-invalid", 401, "The signature is not good"),
    REGION_CALL_INVALID("region-call-invalid", 401, "The call does not come from a region of this store"),
    HOST_NOT_ALLOWED("host-not-allowed", 403, "This host name is not served"),
    CROSS_ORIGIN("cross-origin", 403, "Pages of other origins may not call"),
    APPROVAL_NOT_ALLOWED("approval-not-allowed", 403, "Somebody else must decide"),
    ROUTE_NOT_FOUND("route-not-found", 404, "There is nothing at this path"),
    WORKFLOW_NOT_FOUND("workflow-not-found", 404, "There is no such workflow"),
    AGENT_NOT_FOUND("agent-not-found", 404, "There is no such agent"),
    RUN_NOT_FOUND("run-not-found", 404, "There is no such run"),
    APPROVAL_NOT_FOUND("approval-not-found", 404, "There is no such approval"),
    INCIDENT_NOT_FOUND("incident-not-found", 404, "There is no such incident"),
    TASK_NOT_FOUND("task-not-found", 404, "There is no such task"),
    NODE_NOT_FOUND("node-not-found", 404, "There is no such node"),
    REGION_NOT_FOUND("region-not-found", 404, "There is no such region"),
    CALLBACK_NOT_FOUND("callback-not-found", 404, "Nothing waits for this callback"),
    SCHEDULE_NOT_FOUND("schedule-not-found", 404, "There is no such schedule"),
    BULK_NOT_FOUND("bulk-operation-not-found", 404, "There is no such bulk operation"),
    TRIGGER_NOT_FOUND("trigger-not-found", 404, "There is no such trigger"),
    WEBHOOK_NOT_FOUND("webhook-not-found", 404, "There is no such webhook"),
    DELIVERY_NOT_FOUND("delivery-not-found", 404, "The webhook has no such delivery"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This path does not take the method"),
    BODY_TIMEOUT("body-timeout", 408, "The body did not arrive in time"),
    RUN_ENDED("run-ended", 409, "The run has ended"),
    RUN_NOT_ENDED("run-not-ended", 409, "The run has not ended"),
    STEP_NOT_FOUND("step-not-found", 404, "The run has no such step"),
    MIGRATION_REFUSED("migration-refused", 409, "The run does not fit that version"),
    STEP_NOT_COMPLETED("step-not-completed", 409, "The step had not completed"),
    EVENT_NOT_FOUND("event-not-found", 404, "The run has no such event"),
    TREE_TOO_LARGE("tree-too-large", 409, "The tree has too many runs"),
    RUN_HAS_PARENT("run-has-parent", 409, "The run is a step of another"),
    STILL_UNDOING("still-undoing", 409, "What was done before is still being undone"),
    ATTEMPT_STALE("attempt-stale", 409, "The attempt is over"),
    LEASE_LOST("lease-lost", 409, "The worker does not have the task any more"),
    APPROVAL_DECIDED("approval-already-decided", 409, "The approval is decided already"),
    EDITS_NOT_ALLOWED("edits-not-allowed", 409, "The approval allows no edits"),
    VOTED_ALREADY("voted-already", 409, "A vote cannot be changed"),
    SUBJECT_CHANGED("subject-changed", 409, "The subject is not the one that was looked at"),
    TOO_MANY_VOTES("too-many-votes", 409, "The approval has had too many votes"),
    INCIDENT_RESOLVED("incident-already-resolved", 409, "The incident is resolved already"),
    TOO_MANY_SIGNALS("too-many-signals", 409, "Too many signals wait for the run"),
    TOO_MANY_BACKFILLS("too-many-backfills", 409, "Too many backfills are under way"),
    TOO_MANY_BULK_OPERATIONS("too-many-bulk-operations", 409, "Too many bulk operations go on"),
    BULK_NOT_CONFIRMED("bulk-not-confirmed", 409, "The bulk operation was not looked at before"),
    BULK_GREW("bulk-grew", 409, "More runs match than were counted"),
    TOO_MANY_STARTS("too-many-starts", 409, "Too many runs of the schedule wait for their start"),
    REGION_LOST("region-lost", 409, "The region is lost"),
    REGION_IN_USE("region-in-use", 409, "The region is in use"),
    REGION_ALONE("region-alone", 409, "There is only one region"),
    NODE_ALONE("node-alone", 409, "There is only one node"),
    NOT_TESTABLE("agent-not-testable", 409, "Agents of this kind cannot be tried out"),
    FEED_OFF("feed-off", 409, "Events are not written to the feed"),
    CONFLICT("conflict", 409, "Another request came first"),
    TOO_LARGE("too-large", 413, "The body is too large"),
    URI_TOO_LONG("uri-too-long", 414, "The path and query are too long"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has the wrong content type"),
    REGION_NOT_ALLOWED("region-not-allowed", 422, "The run may not be in this region"),
    RUN_ELSEWHERE("run-elsewhere", 421, "Another region has the run"),
    INVALID_INPUT("invalid-input", 422, "The input does not match its schema"),
    INVALID_OUTPUT("invalid-output", 422, "The output does not match its schema"),
    INVALID_ANSWER("invalid-answer", 422, "The answer does not match the form"),
    SUBJECT_HASH_NEEDED("subject-hash-needed", 422, "The vote does not say what it is about"),
    INVALID_SIGNAL("invalid-signal", 422, "The payload of the signal does not match its schema"),
    INVALID_DEFINITION("invalid-definition", 422, "The definition has problems"),
    CARD_UNUSABLE("agent-card-unusable", 422, "No agent can be made of what is at this address"),
    BACKFILL_TOO_LARGE("backfill-too-large", 422, "The backfill would start too many runs"),
    BULK_TOO_LARGE("bulk-too-large", 422, "The bulk operation is about too many runs"),
    EVENT_UNUSABLE("event-unusable", 422, "The trigger cannot make anything of the event"),
    DEADLINE_PASSED("deadline-passed", 422, "The deadline is in the past"),
    RUN_EXISTS("run-exists-with-another-request", 422, "The id was used for another request"),
    BULK_EXISTS("bulk-exists-with-another-request", 422, "The key was used for another bulk operation"),
    UNSTORABLE("unstorable", 422, "The value cannot be stored"),
    OVERLOADED("overloaded", 429, "Too much work waits already"),
    TOO_MANY_WAITING("too-many-waiting", 429, "Too many workers wait already"),
    TOO_MANY_STREAMS("too-many-streams", 429, "Too many event streams are open"),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
    INTERNAL("internal", 500, "A defect in Baton"),
    METHOD_UNKNOWN("method-unknown", 501, "No such method"),
    STORE_UNAVAILABLE("store-unavailable", 503, "The store is unavailable"),
    STORE_BUSY("store-busy", 503, "The store is busy"),
    DEFINITION_UNREADABLE("definition-unreadable", 503, "A newer version of Baton wrote the definition"),
    SECRET_UNAVAILABLE("secret-unavailable", 503, "This server does not have the secret"),
    REGION_UNAVAILABLE("region-unavailable", 503, "The region of the run is not available"),
    RUN_UNREACHABLE("run-unreachable", 503, "The run does not answer"),
    FENCED("fenced", 503, "Another server has the store"),
    NODE_ENDING("node-ending", 503, "This node is shutting down");

    private final String code;
    private final int status;
    private final String title;

    ErrorCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}

package dev.baton.actors.run;

/**
 * A refused command, and what to do instead.
 *
 * @param code stable, kebab-case
 */
public record Rejection(Code code, String message) {

    /** Why a command is refused. */
    public enum Code {
        RUN_NOT_FOUND("run-not-found"),
        RUN_EXISTS("run-exists-with-another-request"),
        RUN_ENDED("run-ended"),
        RUN_NOT_ENDED("run-not-ended"),
        RUN_HAS_PARENT("run-has-parent"),
        REGION_NOT_ALLOWED("region-not-allowed"),
        REGION_UNAVAILABLE("region-unavailable"),
        STEP_NOT_FOUND("step-not-found"),
        STEP_NOT_COMPLETED("step-not-completed"),
        EVENT_NOT_FOUND("event-not-found"),
        TREE_TOO_LARGE("tree-too-large"),
        MIGRATION_REFUSED("migration-refused"),
        WORKFLOW_NOT_FOUND("workflow-not-found"),
        ATTEMPT_STALE("attempt-stale"),
        APPROVAL_NOT_FOUND("approval-not-found"),
        APPROVAL_DECIDED("approval-already-decided"),
        APPROVAL_NOT_ALLOWED("approval-not-allowed"),
        EDITS_NOT_ALLOWED("edits-not-allowed"),
        VOTED_ALREADY("voted-already"),
        SUBJECT_HASH_NEEDED("subject-hash-needed"),
        SUBJECT_CHANGED("subject-changed"),
        INVALID_ANSWER("invalid-answer"),
        TOO_MANY_VOTES("too-many-votes"),
        INCIDENT_NOT_FOUND("incident-not-found"),
        STILL_UNDOING("still-undoing"),
        TOO_MANY_SIGNALS("too-many-signals"),
        INVALID_SIGNAL("invalid-signal");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}

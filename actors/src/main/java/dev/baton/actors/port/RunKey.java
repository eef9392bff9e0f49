package dev.baton.actors.port;

/** Names one run in the whole cluster. */
public record RunKey(String tenant, String runId) {

    /** The id of the run's sharded entity. */
    public String entityId() {
        return tenant + "/" + runId;
    }

    /** @throws IllegalArgumentException if there is no slash in it */
    public static RunKey ofEntityId(String entityId) {
        int slash = entityId.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("Not tenant/runId: " + entityId);
        }
        return new RunKey(entityId.substring(0, slash), entityId.substring(slash + 1));
    }
}

package dev.baton.actors.schedule;

/** A schedule of a tenant. */
public record ScheduleKey(String tenant, String name) {

    /** By which its cell is known, as that of a run is. */
    public String entityId() {
        return tenant + "/" + name;
    }
}

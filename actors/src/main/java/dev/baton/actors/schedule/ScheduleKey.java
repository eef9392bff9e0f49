package dev.baton.actors.schedule;

/** A schedule of a tenant. */
public record ScheduleKey(String tenant, String name) {}

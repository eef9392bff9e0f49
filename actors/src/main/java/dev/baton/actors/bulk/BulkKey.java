package dev.baton.actors.bulk;

/** A bulk operation of a tenant. */
public record BulkKey(String tenant, String id) {}

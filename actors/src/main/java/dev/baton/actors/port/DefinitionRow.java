package dev.baton.actors.port;

import java.time.Instant;

/**
 * One immutable version of a definition.
 *
 * @param version from 1 within its name
 * @param digest SHA-256 of the canonical JSON
 * @param canonical that JSON
 * @param source as it was sent, YAML or JSON
 * @param createdBy id of the principal that applied it
 */
public record DefinitionRow(
        String tenant,
        String name,
        int version,
        String digest,
        String canonical,
        String source,
        Instant createdAt,
        String createdBy) {}

package dev.baton.persistence.codec;

import java.util.List;

/**
 * A commit or a snapshot, ready for its row.
 *
 * @param manifest says how to read the bytes
 * @param payloads to be written in the same transaction
 * @param contents likewise
 */
public record Encoded(String manifest, byte[] bytes, List<StoredPayload> payloads, List<StoredContents> contents) {}

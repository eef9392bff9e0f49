package dev.baton.persistence.codec;

/**
 * What a model read and said, stored beside the events of its run until some time after that has ended.
 *
 * @param digest of what it says; {@code content} may be sealed
 * @param kept whether it stays when the run has ended
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its digest, if at all.
public record StoredContents(String digest, byte[] content, boolean kept) {}

package dev.baton.persistence.codec;

/**
 * A payload that is stored beside the events, once, however many of them mean it.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits
 * @param content its JSON, UTF-8
 */
public record StoredPayload(String digest, byte[] content) {}

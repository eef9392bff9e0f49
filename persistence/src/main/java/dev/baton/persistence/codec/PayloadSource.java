package dev.baton.persistence.codec;

import java.util.Optional;

/** Reads payloads that are stored beside the events; called while decoding, on a thread that may block. */
@FunctionalInterface
public interface PayloadSource {

    Optional<byte[]> read(String tenant, String digest);

    /** What a model read and said, as this run has recorded it; empty if it is deleted. */
    default Optional<byte[]> contents(String digest) {
        return Optional.empty();
    }
}

package dev.baton.persistence.codec;

import java.util.Optional;

/** Reads payloads that are stored beside the events; called while decoding, on a thread that may block. */
@FunctionalInterface
public interface PayloadSource {

    Optional<byte[]> read(String tenant, String digest);
}

package dev.baton.actors.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Large payloads, named by their content. Events refer to them by digest. */
public interface PayloadStore {

    /** @param digest {@code sha256:} and 64 hexadecimal digits */
    CompletionStage<Optional<byte[]>> get(String tenant, String digest);

    /** @return its digest; a payload that is there already is not written again */
    CompletionStage<String> put(String tenant, byte[] content);
}

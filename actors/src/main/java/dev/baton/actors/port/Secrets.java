package dev.baton.actors.port;

import java.util.Optional;

/** Where secrets come from. Answers from memory, on any thread; ask each time, since a value may have been changed. */
@FunctionalInterface
public interface Secrets {

    /** Empty if there is none under this name now. */
    Optional<Secret> find(SecretReference reference);
}

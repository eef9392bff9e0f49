package dev.baton.actors.port;

import java.util.Optional;

/** Where secrets come from. Answers from memory, on any thread; ask each time, since a value may have been changed. */
@FunctionalInterface
public interface Secrets {

    /** Empty if there is none under this name now. */
    Optional<Secret> find(SecretReference reference);

    /** What to say of one that is not there. */
    static String missing(SecretReference reference) {
        return "needs " + reference
                + ", which this node does not have: put it into a file in baton.secrets.folder, or into"
                + " a variable BATON_SECRET_NAME";
    }
}

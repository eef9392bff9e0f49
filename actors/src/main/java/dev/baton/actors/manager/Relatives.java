package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;

/** Reaches the managers of other runs. */
@FunctionalInterface
public interface Relatives {

    /** It may get lost; who must be sure tells it again until there is an answer. */
    void tell(RunKey run, RunMessage message);
}

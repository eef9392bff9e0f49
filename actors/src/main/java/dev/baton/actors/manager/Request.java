package dev.baton.actors.manager;

import dev.baton.actors.port.StoreException;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import org.jspecify.annotations.Nullable;

/** @param asker null if nobody waits for what becomes of it */
record Request(RunCommand command, @Nullable Asker asker) {

    /** Tells whoever asked, if anybody did, to ask again. */
    boolean isTakenBack(StoreException why) {
        if (asker == null) {
            return false;
        }
        asker.failed(why);
        return true;
    }

    /**
     * What becomes of it, given when it is written.
     *
     * @param rejection null if the command was accepted
     */
    record Answer(Asker asker, @Nullable Rejection rejection, boolean changed) {

        void give(RunState state) {
            if (rejection == null) {
                asker.done(state, changed);
            } else {
                asker.refused(rejection);
            }
        }
    }
}

package dev.baton.cluster.chaos;

import java.time.Duration;
import java.util.Set;

/** Something that happens to a cluster under load, and is over in the end. */
interface Fault {

    /** As the table of results calls it. */
    String name();

    default Set<Need> needs() {
        return Set.of();
    }

    /**
     * Lets it happen, and returns when all nodes are there again.
     *
     * @return how long the last of the runs that were running took to go on; zero if none was held up
     */
    Duration happen(Scene scene);
}

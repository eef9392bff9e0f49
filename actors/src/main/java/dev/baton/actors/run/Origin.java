package dev.baton.actors.run;

import org.jspecify.annotations.Nullable;

/**
 * Where a forked run comes from.
 *
 * @param event number of the last event of that run that counts
 * @param reset what the run takes the place of; null if it does not
 */
public record Origin(String run, long event, @Nullable Reset reset) {

    public Origin(String run, long event) {
        this(run, event, null);
    }
}

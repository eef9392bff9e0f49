package dev.baton.actors.port;

import dev.baton.actors.run.RunEvent;

/**
 * One event of the feed.
 *
 * @param number within its run
 */
public record FeedEvent(FeedEntry entry, long number, RunEvent event) {

    /** Where whoever has had this event goes on. */
    public FeedPosition next() {
        return new FeedPosition(entry.position().turn(), entry.position().place(), number);
    }
}

package dev.baton.actors.port;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The events of all runs in one order, which stays: whoever goes on from where a page ended misses nothing and sees
 * nothing twice. It is written in the transactions of the runs, and only while somebody wants it.
 */
public interface EventFeed {

    /** Commits in one page, at most. */
    int COMMITS_MAX = 200;

    /**
     * @param entries those of the tenant
     * @param next where the page after it begins
     * @param more whether there is more already
     */
    record Page(List<FeedEntry> entries, FeedPosition next, boolean more) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** @param commits that are looked at, of all tenants */
    CompletionStage<Page> read(String tenant, FeedPosition from, int commits);

    /** Where what is committed from now on will be. */
    CompletionStage<FeedPosition> end();

    /** Of the last commit; empty if there is none. */
    CompletionStage<Optional<FeedPosition>> last();

    /** Where what was committed at this time or later begins; perhaps some moments before. */
    CompletionStage<FeedPosition> since(Instant time);

    /** Whether anything is written to it. */
    CompletionStage<Boolean> isKept();

    /** Has it written, whether or not there are webhooks; or only while there are. */
    CompletionStage<Void> keep(boolean always);

    /** Deletes what is older, up to some limit. @return how many commits */
    CompletionStage<Integer> trim(Duration age, Instant now);
}

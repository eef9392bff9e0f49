package dev.baton.actors.port;

import dev.baton.actors.run.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One commit of a run in the feed.
 *
 * @param position of the commit: its first event comes next
 * @param labels of the run
 */
public record FeedEntry(
        FeedPosition position, RunKey run, Commit commit, String workflow, int version, Map<String, String> labels) {

    public FeedEntry {
        labels = Map.copyOf(labels);
    }

    /** Those that come next. */
    public List<FeedEvent> events() {
        List<FeedEvent> events = new ArrayList<>(commit.events().size());
        for (int i = 0; i < commit.events().size(); i++) {
            long number = commit.firstEvent() + i;
            if (number > position.event()) {
                events.add(new FeedEvent(this, number, commit.events().get(i)));
            }
        }
        return events;
    }
}

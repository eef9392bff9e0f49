package dev.baton.http.resource;

import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Cuts the history, which is stored by commits, into pages of events. */
public final class EventPages {

    /** Commits read at once; most have more than one event. */
    private static final int COMMITS_AT_ONCE = 100;

    private final RunHistory history;

    public EventPages(RunHistory history) {
        this.history = history;
    }

    /** @param number within its run */
    public record Numbered(Commit commit, long number, RunEvent event) {}

    /** @param more whether there may be further events by now */
    public record EventPage(List<Numbered> events, boolean more) {
        public EventPage {
            events = List.copyOf(events);
        }

        public long last(long before) {
            return events.isEmpty() ? before : events.get(events.size() - 1).number();
        }
    }

    public CompletionStage<EventPage> after(RunKey run, long after, int limit) {
        int commits = Math.min(limit, COMMITS_AT_ONCE);
        return history.commits(run, after, commits)
                .thenApply(found -> cut(found, after, limit, found.size() >= commits));
    }

    /** Whether there is such an event; reads the whole history in the worst case. */
    CompletionStage<Boolean> find(RunKey run, Predicate<RunEvent> wanted) {
        return find(run, 0, wanted);
    }

    private CompletionStage<Boolean> find(RunKey run, long after, Predicate<RunEvent> wanted) {
        return after(run, after, EventRoutes.EVENTS_MAX).thenCompose(page -> {
            if (page.events().stream().anyMatch(event -> wanted.test(event.event()))) {
                return CompletableFuture.completedFuture(true);
            }
            return page.more() && !page.events().isEmpty()
                    ? find(run, page.last(after), wanted)
                    : CompletableFuture.completedFuture(false);
        });
    }

    private static EventPage cut(List<Commit> commits, long after, int limit, boolean moreCommits) {
        List<Numbered> events = new ArrayList<>();
        for (Commit commit : commits) {
            for (Numbered event : events(commit, after)) {
                if (events.size() == limit) {
                    return new EventPage(events, true);
                }
                events.add(event);
            }
        }
        return new EventPage(events, moreCommits);
    }

    /** The events of a commit whose numbers are above {@code after}. */
    static List<Numbered> events(Commit commit, long after) {
        int from = (int) Math.max(0, after + 1 - commit.firstEvent());
        List<Numbered> events = new ArrayList<>(Math.max(0, commit.events().size() - from));
        for (int i = from; i < commit.events().size(); i++) {
            events.add(new Numbered(
                    commit, commit.firstEvent() + i, commit.events().get(i)));
        }
        return events;
    }
}

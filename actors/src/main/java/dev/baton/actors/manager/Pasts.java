package dev.baton.actors.manager;

import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.Rejection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads what other runs had done, page by page from the journal, without waking them. */
public final class Pasts {

    private Pasts() {}

    /** @param unread says what counts */
    public static CompletionStage<Past> read(RunHistory history, RunKey run, Past unread) {
        return more(history, run, unread);
    }

    private static CompletionStage<Past> more(RunHistory history, RunKey run, Past past) {
        return history.commits(run, past.event(), RunHistory.COMMITS_MAX).thenCompose(page -> {
            Past next = fold(past, page);
            boolean ended = page.size() < RunHistory.COMMITS_MAX
                    || page.getLast().lastEvent() >= past.target()
                    || next.reached(page.getLast());
            return ended ? CompletableFuture.completedFuture(next) : more(history, run, next);
        });
    }

    private static Past fold(Past past, List<Commit> page) {
        Past next = past;
        for (Commit commit : page) {
            if (next.reached(commit)) {
                break;
            }
            next = next.with(commit);
        }
        return next;
    }

    /** Why no run can begin there; null if one can. */
    public static @Nullable Rejection unfit(Past past, Origin wanted) {
        if (!past.state().exists() && past.last() > 0) {
            return new Rejection(
                    Rejection.Code.EVENT_NOT_FOUND,
                    "After event " + past.target() + " run " + wanted.run()
                            + " had not begun yet: its first events, up to " + past.last() + ", belong together.");
        }
        if (!past.state().exists()) {
            return new Rejection(Rejection.Code.RUN_NOT_FOUND, "There is no run " + wanted.run() + ".");
        }
        return past.target() == Past.EVERYTHING || past.target() <= past.last()
                ? null
                : new Rejection(
                        Rejection.Code.EVENT_NOT_FOUND,
                        "Run " + wanted.run() + " has no event " + past.target() + ": its last is " + past.last()
                                + ".");
    }
}

package dev.baton.actors.port;

import dev.baton.actors.run.Commit;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads what happened to a run, without waking it. */
public interface RunHistory {

    /** Commits in one answer, at most. */
    int COMMITS_MAX = 500;

    /**
     * @param afterEvent number of the last event that is known already; 0 for all. The first commit may begin with
     *     events up to this number: a commit is one row
     * @return in order; fewer than {@code limit} means that there are no more yet
     */
    CompletionStage<List<Commit>> commits(RunKey run, long afterEvent, int limit);
}

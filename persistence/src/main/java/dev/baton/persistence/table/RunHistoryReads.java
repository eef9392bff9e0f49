package dev.baton.persistence.table;

import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.persistence.codec.CommitCodec;
import dev.baton.persistence.codec.PayloadSource;
import dev.baton.persistence.sql.ReadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads a run's commits from the journal. */
public final class RunHistoryReads implements RunHistory {

    private final ReadPool reads;
    private final CommitCodec codec;

    public RunHistoryReads(ReadPool reads, CommitCodec codec) {
        this.reads = reads;
        this.codec = codec;
    }

    @Override
    public CompletionStage<List<Commit>> commits(RunKey run, long afterEvent, int limit) {
        if (limit < 1 || limit > COMMITS_MAX) {
            throw new IllegalArgumentException("limit must be in 1.." + COMMITS_MAX + ", was " + limit);
        }
        String persistenceId = "Run|" + run.entityId();
        return reads.read(session -> {
            long from = afterEvent <= 0 ? 1 : JournalTable.firstSeqNrAfterEvent(session, persistenceId, afterEvent);
            PayloadSource source = ContentsTable.source(session, persistenceId);
            List<Commit> commits = new ArrayList<>();
            for (JournalRow row : JournalTable.read(session, persistenceId, from, Long.MAX_VALUE, limit)) {
                commits.add(codec.decode(row.manifest(), run.tenant(), row.payload(), source));
            }
            return commits;
        });
    }
}

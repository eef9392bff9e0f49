package dev.baton.persistence.table;

import dev.baton.actors.port.ContentsStore;
import dev.baton.actors.port.RunKey;
import dev.baton.persistence.codec.PayloadSource;
import dev.baton.persistence.codec.StoredContents;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What models read and said, by run and digest: each run has its own, so that those of an ended run can be deleted whatever
 * others said the same.
 */
public final class ContentsTable implements ContentsStore {

    private static final String INSERT = """
            INSERT INTO contents(tenant, run_id, digest, kept, written_at, content) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, run_id, digest) DO NOTHING
            """;
    private static final String GET = "SELECT content FROM contents WHERE tenant = ? AND run_id = ? AND digest = ?";

    /** What a run wrote is older than its end, so that the index of times bounds both searches. */
    private static final String TRIM_KEPT = """
            DELETE FROM contents WHERE (tenant, run_id, digest) IN
              (SELECT c.tenant, c.run_id, c.digest FROM contents c
                 JOIN run_index r ON r.tenant = c.tenant AND r.run_id = c.run_id
               WHERE c.kept = 1 AND c.written_at < ? AND r.ended_at < ? LIMIT ?)
            """;

    private static final String TRIM_OTHERS = """
            DELETE FROM contents WHERE (tenant, run_id, digest) IN
              (SELECT c.tenant, c.run_id, c.digest FROM contents c
                 JOIN run_index r ON r.tenant = c.tenant AND r.run_id = c.run_id
               WHERE c.kept = 0 AND r.ended_at IS NOT NULL LIMIT ?)
            """;

    private final StoreWriter writer;

    public ContentsTable(StoreWriter writer) {
        this.writer = writer;
    }

    /** Part of a run's commit. */
    public static void insert(Writes writes, String persistenceId, StoredContents contents) throws SQLException {
        RunKey run = run(persistenceId);
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, run.tenant());
        statement.setString(2, run.runId());
        statement.setString(3, contents.digest());
        statement.setInt(4, contents.kept() ? 1 : 0);
        statement.setLong(5, Micros.of(Instant.now()));
        statement.setBytes(6, contents.content());
        writes.add(statement);
    }

    private static RunKey run(String persistenceId) {
        return RunKey.ofEntityId(persistenceId.substring(persistenceId.indexOf('|') + 1));
    }

    /** Where events of an entity that are read in this session find what they refer to. */
    public static PayloadSource source(Session session, String persistenceId) {
        PayloadSource payloads = PayloadTable.source(session);
        return new PayloadSource() {
            @Override
            public Optional<byte[]> read(String tenant, String digest) {
                return payloads.read(tenant, digest);
            }

            @Override
            public Optional<byte[]> contents(String digest) {
                RunKey run = run(persistenceId);
                try {
                    return new Columns(session.statement(GET))
                            .text(run.tenant())
                            .text(run.runId())
                            .text(digest)
                            .one(row -> row.getBytes(1));
                } catch (SQLException failure) {
                    throw new ReadPool.ReadFailure(failure);
                }
            }
        };
    }

    @Override
    public CompletionStage<Integer> trim(Duration keep, Instant now) {
        long before = Micros.of(now.minus(keep));
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            int deleted =
                    new Columns(writes.statement(TRIM_OTHERS)).number(TRIM_MAX).update();
            return deleted
                    + new Columns(writes.statement(TRIM_KEPT))
                            .number(before)
                            .number(before)
                            .number(TRIM_MAX)
                            .update();
        });
    }
}

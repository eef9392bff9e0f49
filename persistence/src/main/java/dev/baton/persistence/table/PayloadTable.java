package dev.baton.persistence.table;

import dev.baton.actors.port.PayloadStore;
import dev.baton.persistence.codec.PayloadSource;
import dev.baton.persistence.codec.StoredPayload;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Large payloads, by digest. */
public final class PayloadTable implements PayloadStore {

    private static final String INSERT = "INSERT INTO payload(tenant, digest, size, written_at, content)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, digest) DO NOTHING";
    private static final String GET = "SELECT content FROM payload WHERE tenant = ? AND digest = ?";

    private final StoreWriter writer;
    private final ReadPool reads;

    public PayloadTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    public static void insert(Writes writes, String tenant, StoredPayload payload) throws SQLException {
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, tenant);
        statement.setString(2, payload.digest());
        statement.setLong(3, payload.content().length);
        statement.setLong(4, Micros.of(Instant.now()));
        statement.setBytes(5, payload.content());
        writes.add(statement);
    }

    /** Where events that are read in this session find their payloads. */
    public static PayloadSource source(Session session) {
        return (tenant, digest) -> {
            try {
                return read(session, tenant, digest);
            } catch (SQLException failure) {
                throw new ReadPool.ReadFailure(failure);
            }
        };
    }

    private static Optional<byte[]> read(Session session, String tenant, String digest) throws SQLException {
        return new Columns(session.statement(GET)).text(tenant).text(digest).one(row -> row.getBytes(1));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String tenant, String digest) {
        return reads.read(session -> read(session, tenant, digest));
    }

    @Override
    public CompletionStage<String> put(String tenant, byte[] content) {
        StoredPayload payload = StoredPayload.of(content);
        return writer.perform(StoreWriter.NO_CELL, content.length, writes -> {
            insert(writes, tenant, payload);
            return payload.digest();
        });
    }
}

package dev.baton.persistence.table;

import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Versions of workflows, or of agents: one table, a store for each kind. */
public final class DefinitionTable implements DefinitionStore {

    private static final int ATTEMPTS_MAX = 3;

    private static final String COLUMNS = "tenant, name, version, digest, canonical, source, created_at, created_by";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM definition d WHERE kind = ?";
    private static final String LATEST = SELECT + " AND tenant = ? AND name = ? ORDER BY version DESC LIMIT 1";
    private static final String VERSION = SELECT + " AND tenant = ? AND name = ? AND version = ?";
    private static final String BY_DIGEST = SELECT + " AND tenant = ? AND digest = ? ORDER BY name, version LIMIT 1";
    private static final String VERSIONS =
            SELECT + " AND tenant = ? AND name = ? AND version < ? ORDER BY version DESC LIMIT ?";
    private static final String LIST = SELECT + """
             AND tenant = ? AND name > ? AND version =
              (SELECT max(version) FROM definition o WHERE o.kind = d.kind AND o.tenant = d.tenant AND o.name = d.name)
            ORDER BY name LIMIT ?
            """;
    private static final String ALL = SELECT + " ORDER BY tenant, name, version";
    private static final String INSERT =
            "INSERT INTO definition(kind, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final String kind;
    private final StoreWriter writer;
    private final ReadPool reads;

    private DefinitionTable(String kind, StoreWriter writer, ReadPool reads) {
        this.kind = kind;
        this.writer = writer;
        this.reads = reads;
    }

    public static DefinitionTable workflows(StoreWriter writer, ReadPool reads) {
        return new DefinitionTable("workflow", writer, reads);
    }

    public static DefinitionTable agents(StoreWriter writer, ReadPool reads) {
        return new DefinitionTable("agent", writer, reads);
    }

    public static DefinitionTable triggers(StoreWriter writer, ReadPool reads) {
        return new DefinitionTable("trigger", writer, reads);
    }

    public static DefinitionTable webhooks(StoreWriter writer, ReadPool reads) {
        return new DefinitionTable("webhook", writer, reads);
    }

    @Override
    public CompletionStage<Applied> apply(Draft draft) {
        return apply(draft, 1);
    }

    /** Another node may have taken the number: then there is a newer latest version to compare with. */
    private CompletionStage<Applied> apply(Draft draft, int attempt) {
        int bytes = draft.canonical().length() + draft.source().length();
        CompletionStage<Applied> applied = writer.perform(StoreWriter.NO_CELL, bytes, writes -> applyIn(writes, draft));
        return applied.exceptionallyCompose(failure -> {
            if (failure instanceof Conflict && attempt < ATTEMPTS_MAX) {
                return apply(draft, attempt + 1);
            }
            return CompletableFuture.failedStage(failure);
        });
    }

    private Applied applyIn(Writes writes, Draft draft) throws SQLException {
        Optional<DefinitionRow> latest = new Columns(writes.statement(LATEST))
                .text(kind)
                .text(draft.tenant())
                .text(draft.name())
                .one(DefinitionTable::row);
        if (latest.isPresent() && latest.get().digest().equals(draft.digest())) {
            return new Applied(latest.get(), false);
        }
        int version = latest.map(DefinitionRow::version).orElse(0) + 1;
        DefinitionRow row = new DefinitionRow(
                draft.tenant(),
                draft.name(),
                version,
                draft.digest(),
                draft.canonical(),
                draft.source(),
                Micros.toInstant(Micros.of(draft.at())),
                draft.by());
        insert(writes, row);
        return new Applied(row, true);
    }

    private void insert(Writes writes, DefinitionRow row) throws SQLException {
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, kind);
        statement.setString(2, row.tenant());
        statement.setString(3, row.name());
        statement.setInt(4, row.version());
        statement.setString(5, row.digest());
        statement.setString(6, row.canonical());
        statement.setString(7, row.source());
        Micros.set(statement, 8, row.createdAt());
        statement.setString(9, row.createdBy());
        statement.executeUpdate();
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> latest(String tenant, String name) {
        return reads.read(session -> new Columns(session.statement(LATEST))
                .text(kind)
                .text(tenant)
                .text(name)
                .one(DefinitionTable::row));
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> version(String tenant, String name, int version) {
        return reads.read(session -> new Columns(session.statement(VERSION))
                .text(kind)
                .text(tenant)
                .text(name)
                .number(version)
                .one(DefinitionTable::row));
    }

    @Override
    public CompletionStage<Optional<DefinitionRow>> byDigest(String tenant, String digest) {
        return reads.read(session -> new Columns(session.statement(BY_DIGEST))
                .text(kind)
                .text(tenant)
                .text(digest)
                .one(DefinitionTable::row));
    }

    @Override
    public CompletionStage<List<DefinitionRow>> versions(
            String tenant, String name, @Nullable Integer beforeVersion, int limit) {
        return reads.read(session -> new Columns(session.statement(VERSIONS))
                .text(kind)
                .text(tenant)
                .text(name)
                .number(beforeVersion == null ? Integer.MAX_VALUE : beforeVersion)
                .number(limit)
                .list(DefinitionTable::row));
    }

    @Override
    public CompletionStage<List<DefinitionRow>> list(String tenant, @Nullable String afterName, int limit) {
        return reads.read(session -> new Columns(session.statement(LIST))
                .text(kind)
                .text(tenant)
                .text(afterName == null ? "" : afterName)
                .number(limit)
                .list(DefinitionTable::row));
    }

    @Override
    public CompletionStage<List<DefinitionRow>> all() {
        return reads.read(
                session -> new Columns(session.statement(ALL)).text(kind).list(DefinitionTable::row));
    }

    private static DefinitionRow row(ResultSet row) throws SQLException {
        return new DefinitionRow(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Micros.toInstant(row.getLong(7)),
                row.getString(8));
    }
}

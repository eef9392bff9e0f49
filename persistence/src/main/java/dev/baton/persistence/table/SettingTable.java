package dev.baton.persistence.table;

import dev.baton.actors.port.SettingStore;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Values that all nodes share. */
public final class SettingTable implements SettingStore {

    private static final String GET = "SELECT value FROM setting WHERE name = ?";
    private static final String PUT = "INSERT INTO setting(name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private static final String DELETE = "DELETE FROM setting WHERE name = ?";
    private static final String CREATE = "INSERT INTO setting(name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";

    private final StoreWriter writer;
    private final ReadPool reads;

    public SettingTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    @Override
    public CompletionStage<Optional<String>> get(String key) {
        return reads.read(
                session -> new Columns(session.statement(GET)).text(key).one(row -> row.getString(1)));
    }

    @Override
    public CompletionStage<Void> put(String key, String value) {
        return writer.perform(StoreWriter.NO_CELL, value.length(), writes -> execute(writes, PUT, key, value))
                .thenAccept(rows -> {});
    }

    @Override
    public CompletionStage<Void> delete(String key) {
        return writer.perform(StoreWriter.NO_CELL, key.length(), writes -> {
                    PreparedStatement statement = writes.statement(DELETE);
                    statement.setString(1, key);
                    return statement.executeUpdate();
                })
                .thenAccept(rows -> {});
    }

    @Override
    public CompletionStage<String> getOrCreate(String key, Supplier<String> value) {
        String mine = value.get();
        return writer.perform(StoreWriter.NO_CELL, mine.length(), writes -> {
            execute(writes, CREATE, key, mine);
            return new Columns(writes.statement(GET))
                    .text(key)
                    .one(row -> row.getString(1))
                    .orElse(mine);
        });
    }

    private static int execute(Writes writes, String sql, String key, String value) throws SQLException {
        PreparedStatement statement = writes.statement(sql);
        statement.setString(1, key);
        statement.setString(2, value);
        return statement.executeUpdate();
    }
}

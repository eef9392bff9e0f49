package dev.baton.persistence.table;

import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Delivery;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What runs have to tell each other. */
public final class DeliveryTable implements DeliveryStore {

    private static final String BEGIN =
            "INSERT INTO delivery(tenant, sender, receiver, kind) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String SETTLE =
            "DELETE FROM delivery WHERE tenant = ? AND sender = ? AND receiver = ? AND kind = ?";
    private static final String OF =
            "SELECT sender, receiver, kind FROM delivery WHERE tenant = ? AND sender = ? ORDER BY receiver, kind LIMIT ?";
    private static final String SENDERS = """
            SELECT DISTINCT tenant, sender FROM delivery WHERE (tenant, sender) > (?, ?)
            ORDER BY tenant, sender LIMIT ?
            """;

    private final StoreWriter writer;
    private final ReadPool reads;

    public DeliveryTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    /** Part of a run's commit. */
    static void begin(Writes writes, String tenant, Delivery delivery) throws SQLException {
        add(writes, writes.statement(BEGIN), tenant, delivery);
    }

    /** Part of the commit of the run that was told. */
    static void settle(Writes writes, String tenant, Delivery delivery) throws SQLException {
        add(writes, writes.statement(SETTLE), tenant, delivery);
    }

    private static void add(Writes writes, PreparedStatement statement, String tenant, Delivery delivery)
            throws SQLException {
        statement.setString(1, tenant);
        statement.setString(2, delivery.from());
        statement.setString(3, delivery.to());
        statement.setString(4, delivery.kind().name().toLowerCase(Locale.ROOT));
        writes.add(statement);
    }

    @Override
    public CompletionStage<List<Delivery>> of(RunKey sender) {
        return reads.read(session -> new Columns(session.statement(OF))
                .text(sender.tenant())
                .text(sender.runId())
                .number(BATCH_MAX)
                .list(row -> new Delivery(
                        row.getString(1),
                        row.getString(2),
                        Delivery.Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)))));
    }

    @Override
    public CompletionStage<List<RunKey>> senders(@Nullable RunKey after, int limit) {
        return reads.read(session -> new Columns(session.statement(SENDERS))
                .text(after == null ? "" : after.tenant())
                .text(after == null ? "" : after.runId())
                .number(limit)
                .list(row -> new RunKey(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<Void> settle(String tenant, List<Delivery> heard) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
                    for (Delivery delivery : heard) {
                        settle(writes, tenant, delivery);
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }
}

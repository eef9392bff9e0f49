package dev.baton.persistence.writer;

import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;

/** Tries whether a store that was lost takes writes again. */
final class StoreProbe {

    /**
     * As large as a good batch: a disk that has room for a single row only would come and go with every batch. Random,
     * so that it cannot be compressed away.
     */
    private static final int FILLER_BYTES = 256 * 1024;

    private static final String WRITE = """
            INSERT INTO store_probe(id, at, filler) VALUES (1, ?, ?)
            ON CONFLICT (id) DO UPDATE SET at = excluded.at, filler = excluded.filler
            """;

    private StoreProbe() {}

    static void write(Session session) throws SQLException {
        byte[] filler = new byte[FILLER_BYTES];
        new Random(FILLER_BYTES).nextBytes(filler);
        session.begin();
        PreparedStatement statement = session.statement(WRITE);
        statement.setLong(1, Micros.of(Instant.now()));
        statement.setBytes(2, filler);
        statement.executeUpdate();
        session.commit();
    }
}

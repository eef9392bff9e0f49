package dev.baton.persistence.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as the store keeps them: whole microseconds since 1970, UTC. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS = 1_000;

    private Micros() {}

    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano() / NANOS);
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    static long now() {
        return of(Instant.now());
    }

    public static void set(PreparedStatement statement, int column, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(column, Types.BIGINT);
        } else {
            statement.setLong(column, of(time));
        }
    }

    public static @Nullable Instant get(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : toInstant(micros);
    }
}

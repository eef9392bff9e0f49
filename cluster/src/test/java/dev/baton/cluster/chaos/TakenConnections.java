package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.RealPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All connections that a PostgreSQL allows: those of others have ended, and they get no new ones. */
final class TakenConnections {

    private static final String TOO_MANY = "53300";
    private static final String MINE = "SET application_name = 'taker'";
    private static final String END_OTHERS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND application_name <> 'taker'";

    private final List<Connection> taken = new ArrayList<>();

    void take(RealPostgres postgres) {
        Awaiting.until("all connections are taken", () -> {
            try {
                return takeRest(postgres) && othersThatEnd() == 0;
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    /** Whether there are no more. */
    private boolean takeRest(RealPostgres postgres) throws SQLException {
        try {
            while (true) {
                Connection one = postgres.connect();
                taken.add(one);
                try (Statement statement = one.createStatement()) {
                    boolean ignored = statement.execute(MINE);
                }
            }
        } catch (SQLException refused) {
            if (!TOO_MANY.equals(refused.getSQLState())) {
                throw refused;
            }
            return true;
        }
    }

    private long othersThatEnd() throws SQLException {
        try (Statement statement = taken.get(0).createStatement();
                ResultSet row = statement.executeQuery(END_OTHERS)) {
            row.next();
            return row.getLong(1);
        }
    }

    void giveBack() {
        for (Connection connection : taken) {
            try {
                connection.close();
            } catch (SQLException endedAlready) {
                // That is what was wanted.
            }
        }
        taken.clear();
    }
}

package dev.baton.persistence.writer;

import java.sql.SQLException;

/**
 * One write of one caller: all of it is committed, or nothing. It may be called again, in another transaction, when
 * the first one failed because of another caller's write.
 */
@FunctionalInterface
public interface Write<T> {

    /** @return what the caller is told once it is committed */
    T to(Writes writes) throws SQLException;
}

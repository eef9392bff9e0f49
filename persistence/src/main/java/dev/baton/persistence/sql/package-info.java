/**
 * The database below the store: what differs between SQLite and PostgreSQL, and nothing else.
 *
 * <p>Read in this order: {@link dev.baton.config.StoreSettings}, {@link dev.baton.persistence.sql.Dialect} and
 * its two implementations (all differences between the databases are in these two files),
 * {@link dev.baton.persistence.sql.Schema} (the tables), {@link dev.baton.persistence.sql.Session} (a connection with
 * its statements), {@link dev.baton.persistence.sql.ReadPool}.
 */
@NullMarked
package dev.baton.persistence.sql;

import org.jspecify.annotations.NullMarked;

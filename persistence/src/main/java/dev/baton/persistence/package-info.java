/**
 * The store: events, snapshots, the run index and all else that must survive, behind one writer.
 *
 * <p>Read in this order: {@link dev.baton.persistence.Store} (what others use), {@link dev.baton.persistence.writer} (how
 * it is written), {@link dev.baton.persistence.table} (what is written), {@link dev.baton.persistence.journal} (how
 * Pekko comes to it), {@link dev.baton.persistence.codec} (events as bytes), {@link dev.baton.persistence.sql} (the two
 * databases).
 */
@NullMarked
package dev.baton.persistence;

import org.jspecify.annotations.NullMarked;

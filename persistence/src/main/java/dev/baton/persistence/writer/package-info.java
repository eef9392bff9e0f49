/**
 * The one writer: everything that is written to the store goes through one thread, which puts what many runs wait for
 * into one transaction.
 *
 * <p>Read in this order: {@link dev.baton.persistence.writer.StoreWriter} (the loop and what happens when the store is
 * gone), {@link dev.baton.persistence.writer.BatchCommit} (one transaction, and how one bad write is kept from harming
 * the others), {@link dev.baton.persistence.writer.CellOwnership} (the fence), {@link
 * dev.baton.persistence.writer.WriteQueue}.
 */
@NullMarked
package dev.baton.persistence.writer;

import org.jspecify.annotations.NullMarked;

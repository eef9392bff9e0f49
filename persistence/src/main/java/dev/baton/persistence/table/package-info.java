/**
 * The tables: one file each, with its statements, its rows, and the port it serves. Reads go through the pool, writes
 * through the writer, so each file says the whole story of its table.
 *
 * <p>Read first {@link dev.baton.persistence.table.JournalTable} and {@link dev.baton.persistence.table.SideTables}:
 * what one commit of a run writes.
 */
@NullMarked
package dev.baton.persistence.table;

import org.jspecify.annotations.NullMarked;

/**
 * The journal plug-in of Pekko Persistence: turns what entities persist into rows for the one writer, and rows into
 * replays.
 *
 * <p>Read in this order: {@link dev.baton.persistence.journal.BatonJournal}, {@link
 * dev.baton.persistence.journal.JournalCodec} (any event to a row and back), {@link
 * dev.baton.persistence.journal.PendingWrites}.
 */
@NullMarked
package dev.baton.persistence.journal;

import org.jspecify.annotations.NullMarked;

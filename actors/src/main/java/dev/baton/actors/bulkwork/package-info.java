/**
 * Bulk operations at work. Read in this order: {@link dev.baton.actors.bulkwork.BulkOperations} (what others use), {@link
 * dev.baton.actors.bulkwork.BulkClock} (what keeps them going), {@code BulkTurns} (what they do). What follows from what is
 * decided in {@link dev.baton.actors.bulk}.
 */
@NullMarked
package dev.baton.actors.bulkwork;

import org.jspecify.annotations.NullMarked;

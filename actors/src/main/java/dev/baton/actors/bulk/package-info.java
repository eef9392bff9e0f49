/**
 * Bulk operations, as far as they are decided: one verb, asked of all runs that a filter matches. Pure, like the run core.
 *
 * <p>Read in this order: {@link dev.baton.actors.bulk.BulkVerb} (what can be asked), {@link
 * dev.baton.actors.bulk.Confirmation} (what keeps a slip from cancelling everything), {@link
 * dev.baton.actors.bulk.BulkEvent} and {@link dev.baton.actors.bulk.BulkState} (what has happened), {@link
 * dev.baton.actors.bulk.BulkDecider} (what follows). {@link dev.baton.actors.bulkwork} carries it out.
 */
@NullMarked
package dev.baton.actors.bulk;

import org.jspecify.annotations.NullMarked;

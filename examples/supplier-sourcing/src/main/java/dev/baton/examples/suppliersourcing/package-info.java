/**
 * Five suppliers are asked for offers at the same time, and the offers are compared:
 * {@link dev.baton.examples.suppliersourcing.QuoteDesk} is the agent of one supplier, whose
 * {@link dev.baton.examples.suppliersourcing.Catalogue} has prices in its own way;
 * {@link dev.baton.examples.suppliersourcing.OfferComparer} makes one recommendation of all.
 */
@NullMarked
package dev.baton.examples.suppliersourcing;

import org.jspecify.annotations.NullMarked;

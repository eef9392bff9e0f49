/**
 * Reads a licence: its clauses, their sentences, and which sentence says what.
 *
 * <p>Read in this order: {@link dev.baton.examples.licensereview.text.ClauseReader},
 * {@link dev.baton.examples.licensereview.text.Licence}, {@link dev.baton.examples.licensereview.text.SentencePattern},
 * {@link dev.baton.examples.licensereview.text.Wording}.
 */
@NullMarked
package dev.baton.examples.licensereview.text;

import org.jspecify.annotations.NullMarked;

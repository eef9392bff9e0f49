/**
 * Six agents that review a licence, each a process of its own.
 *
 * <p>Read in this order: {@link dev.baton.examples.licensereview.ClauseExtractor}, the checkers
 * ({@link dev.baton.examples.licensereview.CopyleftChecker}, {@link dev.baton.examples.licensereview.PatentChecker},
 * {@link dev.baton.examples.licensereview.TerminationChecker}), and the loop of
 * {@link dev.baton.examples.licensereview.SummaryWriter} and {@link dev.baton.examples.licensereview.SummaryEvaluator}.
 */
@NullMarked
package dev.baton.examples.licensereview;

import org.jspecify.annotations.NullMarked;

/**
 * A bank takes a customer on, step after step: {@link dev.baton.examples.bankonboarding.DocumentChecker},
 * {@link dev.baton.examples.bankonboarding.Screening}, {@link dev.baton.examples.bankonboarding.RiskScorer},
 * {@link dev.baton.examples.bankonboarding.AccountOpener}. {@link dev.baton.examples.bankonboarding.Agents} serves them.
 */
@NullMarked
package dev.baton.examples.bankonboarding;

import org.jspecify.annotations.NullMarked;

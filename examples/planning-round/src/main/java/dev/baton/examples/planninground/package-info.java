/**
 * Three departments talk about a plan until they agree: {@link dev.baton.examples.planninground.Legal},
 * {@link dev.baton.examples.planninground.Finance} and {@link dev.baton.examples.planninground.Operations} each change what
 * their mandate lets them change. {@link dev.baton.examples.planninground.Plan} knows what a plan costs and achieves.
 */
@NullMarked
package dev.baton.examples.planninground;

import org.jspecify.annotations.NullMarked;

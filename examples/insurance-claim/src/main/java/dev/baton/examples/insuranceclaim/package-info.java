/**
 * An insurer settles claims: {@link dev.baton.examples.insuranceclaim.PolicyChecker},
 * {@link dev.baton.examples.insuranceclaim.DamageAssessor}, {@link dev.baton.examples.insuranceclaim.Settlement}, and
 * {@link dev.baton.examples.insuranceclaim.FraudBureau}, behind which another organisation works with a Baton of its own.
 */
@NullMarked
package dev.baton.examples.insuranceclaim;

import org.jspecify.annotations.NullMarked;

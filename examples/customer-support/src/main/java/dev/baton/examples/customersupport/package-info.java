/**
 * A support centre for mail, chat and telephone: {@link dev.baton.examples.customersupport.MessageReader} reads what came in,
 * {@link dev.baton.examples.customersupport.BillingDesk}, {@link dev.baton.examples.customersupport.TechnicalDesk} and
 * {@link dev.baton.examples.customersupport.RefundDesk} answer it, or find that another desk should.
 */
@NullMarked
package dev.baton.examples.customersupport;

import org.jspecify.annotations.NullMarked;

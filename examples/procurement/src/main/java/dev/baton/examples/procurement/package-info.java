/**
 * A buyer reaches a goal through specialists: {@link dev.baton.examples.procurement.Buyer} plans round by round,
 * {@link dev.baton.examples.procurement.Sourcing} and {@link dev.baton.examples.procurement.ContractReviewer} work for it, and
 * so does a workflow of its own, with {@link dev.baton.examples.procurement.VendorRegistry}.
 */
@NullMarked
package dev.baton.examples.procurement;

import org.jspecify.annotations.NullMarked;

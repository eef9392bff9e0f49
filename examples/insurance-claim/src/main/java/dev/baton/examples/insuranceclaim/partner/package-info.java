/**
 * The bureau, another organisation: {@link dev.baton.examples.insuranceclaim.partner.ClaimHistory} knows the claims of all
 * insurers, {@link dev.baton.examples.insuranceclaim.partner.Courier} takes the report back to who has asked.
 */
@NullMarked
package dev.baton.examples.insuranceclaim.partner;

import org.jspecify.annotations.NullMarked;

/**
 * The plain HTTP agent contract, as any agent in any language would implement it; knows nothing of licences.
 *
 * <p>Read in this order: {@link dev.baton.examples.licensereview.contract.Specialist} (the work),
 * {@link dev.baton.examples.licensereview.contract.AgentServer} (the contract),
 * {@link dev.baton.examples.licensereview.contract.AgentProcess} (the process),
 * {@link dev.baton.examples.licensereview.contract.Json} (the values).
 */
@NullMarked
package dev.baton.examples.licensereview.contract;

import org.jspecify.annotations.NullMarked;

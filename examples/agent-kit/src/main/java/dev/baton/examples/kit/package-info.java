/**
 * What the agents of all examples share: the plain HTTP agent contract, as any agent in any language would implement it.
 *
 * <p>Read in this order: {@link dev.baton.examples.kit.Specialist} (the work), {@link dev.baton.examples.kit.Crew} (several
 * in one process), {@link dev.baton.examples.kit.AgentServer} (the contract),
 * {@link dev.baton.examples.kit.AgentProcess} (the process), {@link dev.baton.examples.kit.Json} and
 * {@link dev.baton.examples.kit.Csv} (the values).
 */
@NullMarked
package dev.baton.examples.kit;

import org.jspecify.annotations.NullMarked;

/** Agents of all kinds against a real node: external workers, people, programs that call back or are slow. */
@NullMarked
package dev.baton.cluster.agents;

import org.jspecify.annotations.NullMarked;

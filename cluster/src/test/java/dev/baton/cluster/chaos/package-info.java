/**
 * Several nodes, as processes of the packaged distribution on a real PostgreSQL, under load while things happen to them.
 * {@link dev.baton.cluster.chaos.ChaosIT} lists the faults, {@link dev.baton.cluster.chaos.Chaos} plays them, each {@link
 * dev.baton.cluster.chaos.Fault} is a class of its own. The load, and those who look at the books at the end, are those of
 * {@link dev.baton.cluster.crash}; {@link dev.baton.cluster.chaos.JournalAudit} adds what only several writers can break.
 * {@link
 * dev.baton.cluster.chaos.ManyRunsIT} lets something happen to ten thousand runs at once. {@code docs/reliability.md} has the
 * results.
 */
@NullMarked
package dev.baton.cluster.chaos;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./baton bench}: a packaged server and a tiny agent as processes of their own, loaded from a third.
 *
 * <p>Read {@link dev.baton.cluster.bench.BenchCommand}, then {@code Workload} for what is measured. What the figures
 * mean, and how they compare with other systems, is in {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.baton.cluster.bench;

import org.jspecify.annotations.NullMarked;

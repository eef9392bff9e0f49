/**
 * Servers and other Java programs of this distribution as processes of their own, which can be killed and started again:
 * what the demo, the benchmarks and the training run are made of. {@code Npm} has programs of others installed.
 */
@NullMarked
package dev.baton.cluster.process;

import org.jspecify.annotations.NullMarked;

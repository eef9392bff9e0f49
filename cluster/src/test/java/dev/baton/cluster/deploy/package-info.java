/** The files in {@code config/deploy} do what they are for, as far as it can be seen without a cluster of machines. */
@NullMarked
package dev.baton.cluster.deploy;

import org.jspecify.annotations.NullMarked;

/** The open protocols that a real node serves, spoken by software of others. */
@NullMarked
package dev.baton.cluster.protocol;

import org.jspecify.annotations.NullMarked;

/** The program. {@code node} is a server, {@code cli} talks to one; {@link dev.baton.cluster.Main} chooses. */
@NullMarked
package dev.baton.cluster;

import org.jspecify.annotations.NullMarked;

/** A node: the store, the actors and the API, put together. {@link dev.baton.cluster.node.Node} is the whole of it. */
@NullMarked
package dev.baton.cluster.node;

import org.jspecify.annotations.NullMarked;

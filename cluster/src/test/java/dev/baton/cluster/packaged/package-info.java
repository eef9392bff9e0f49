/**
 * The packaged distribution as its users run it: {@link dev.baton.cluster.packaged.PackagedBaton} starts it, the tests
 * beside it watch what it prints and how it ends.
 */
@NullMarked
package dev.baton.cluster.packaged;

import org.jspecify.annotations.NullMarked;

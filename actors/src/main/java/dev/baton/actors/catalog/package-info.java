/** The compiled definitions of a node, in memory. */
@NullMarked
package dev.baton.actors.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * What holds for the whole of Baton and a machine can check: the modules' line, the purity of the core, and that the
 * pages under {@code docs/} say what is true.
 */
@NullMarked
package dev.baton.cluster.rules;

import org.jspecify.annotations.NullMarked;

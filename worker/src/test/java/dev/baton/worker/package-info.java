/** Checks that the workers of all languages do the same, against a real server. */
@NullMarked
package dev.baton.worker;

import org.jspecify.annotations.NullMarked;

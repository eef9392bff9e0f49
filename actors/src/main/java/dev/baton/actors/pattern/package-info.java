/** The patterns: one file each, with the record of the step, the way it is read, and its planner. */
@NullMarked
package dev.baton.actors.pattern;

import org.jspecify.annotations.NullMarked;

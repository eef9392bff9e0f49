/**
 * The run core: pure decisions and state, no Pekko, no clock, no dice, no I/O.
 *
 * <p>Read in this order: {@link dev.baton.actors.run.RunCommand} (what can be asked), {@link dev.baton.actors.run.RunEvent}
 * (what can happen), {@link dev.baton.actors.run.RunState} (the fold), {@link dev.baton.actors.run.RunDecider} (the
 * decisions), {@link dev.baton.actors.run.Turn} (how the patterns take part in them).
 */
@NullMarked
package dev.baton.actors.run;

import org.jspecify.annotations.NullMarked;

/**
 * A clock for one JVM that can be set while it runs. {@link dev.baton.cluster.chaos.clock.SettableClock} is what the test
 * has of it; {@link dev.baton.cluster.chaos.clock.ClockAgent} is loaded into the server, and has all its classes but the
 * JDK's own ask {@link dev.baton.cluster.chaos.clock.ShiftedTime} what time it is. What only measures, such as {@code
 * System.nanoTime}, is left alone: nobody can set that on a real machine either.
 */
@NullMarked
package dev.baton.cluster.chaos.clock;

import org.jspecify.annotations.NullMarked;

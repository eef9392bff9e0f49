/**
 * Schedules at work. Read in this order: {@link dev.baton.actors.scheduler.Schedules} (what others use), {@link
 * dev.baton.actors.scheduler.ScheduleClock} (what wakes them), {@code ScheduledStarts} (what they do). What follows from
 * what is decided in {@link dev.baton.actors.schedule}.
 */
@NullMarked
package dev.baton.actors.scheduler;

import org.jspecify.annotations.NullMarked;

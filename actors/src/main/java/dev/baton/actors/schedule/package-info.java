/**
 * Schedules, as far as they are decided: pure, like the run core.
 *
 * <p>Read in this order: {@link dev.baton.actors.schedule.FireTimes} and {@code Cron} (when), {@link
 * dev.baton.actors.schedule.ScheduleEvent} and {@link dev.baton.actors.schedule.ScheduleState} (what has happened), {@link
 * dev.baton.actors.schedule.ScheduleDecider} (what follows). {@link dev.baton.actors.scheduler} carries it out.
 */
@NullMarked
package dev.baton.actors.schedule;

import org.jspecify.annotations.NullMarked;

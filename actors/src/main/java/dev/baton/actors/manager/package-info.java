/**
 * The actors: {@link dev.baton.actors.manager.RunManager} owns a run and supervises one {@link
 * dev.baton.actors.manager.AttemptWorker} per open attempt; {@link dev.baton.actors.manager.ShardedRuns} reaches them
 * wherever they live; {@link dev.baton.actors.manager.Family} tells the parent and the children of a run what they must
 * know; {@link dev.baton.actors.manager.WakeUps} wakes parked runs when they are due.
 */
@NullMarked
package dev.baton.actors.manager;

import org.jspecify.annotations.NullMarked;

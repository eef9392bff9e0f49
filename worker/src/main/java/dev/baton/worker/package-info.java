/**
 * Does tasks of a queue in a program of one's own, with nothing but the JDK. {@link dev.baton.worker.Worker} takes the
 * tasks and gives each as a {@link dev.baton.worker.Task} to a {@link dev.baton.worker.Work}; {@code Assignment} is a
 * task under way, {@code Api} what is asked of the server.
 */
@NullMarked
package dev.baton.worker;

import org.jspecify.annotations.NullMarked;

/** The queues of external workers over the real store and the real engine. */
@NullMarked
package dev.baton.persistence.queue;

import org.jspecify.annotations.NullMarked;

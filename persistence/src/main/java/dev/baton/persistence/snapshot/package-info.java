/** The snapshot plug-in of Pekko Persistence. */
@NullMarked
package dev.baton.persistence.snapshot;

import org.jspecify.annotations.NullMarked;

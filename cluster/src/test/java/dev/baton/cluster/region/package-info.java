/** Regions that are lost: real servers, real PostgreSQL with fsync on. */
@NullMarked
package dev.baton.cluster.region;

import org.jspecify.annotations.NullMarked;

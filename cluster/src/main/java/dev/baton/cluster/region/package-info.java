/**
 * This region among those of its store. {@link dev.baton.cluster.region.Regions} is the whole of it; {@code RegionMap}
 * knows who has which cell, {@code RegionKeeper} keeps this region's and takes those of lost ones, {@code RegionalRuns}
 * passes on what concerns runs of others.
 */
@NullMarked
package dev.baton.cluster.region;

import org.jspecify.annotations.NullMarked;

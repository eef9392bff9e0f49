/**
 * {@code ./baton demo}: real licences are reviewed by six agents while the server is killed and started again, and at the
 * end the agents' own records are held against the histories of the runs.
 *
 * <p>Read {@link dev.baton.cluster.demo.DemoCommand}, {@code Demo}, and {@code Tally} for what counts as lost.
 */
@NullMarked
package dev.baton.cluster.demo;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./baton cluster demo}: three servers and a PostgreSQL on this machine, under load, while somebody kills nodes and
 * watches; {@code --scripted} plays it alone and ends with a verdict.
 *
 * <p>Read {@link dev.baton.cluster.nodesdemo.ClusterDemoCommand}, {@code ClusterDemo}, {@code DemoLoad}.
 */
@NullMarked
package dev.baton.cluster.nodesdemo;

import org.jspecify.annotations.NullMarked;

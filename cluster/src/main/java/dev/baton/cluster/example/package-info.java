/**
 * {@code ./baton example}: plays the examples in the folder of that name. {@link dev.baton.cluster.example.Example} is one of
 * them, {@link dev.baton.cluster.example.Play} plays its cases against a server, {@link dev.baton.cluster.example.Story}
 * tells what happened.
 */
@NullMarked
package dev.baton.cluster.example;

import org.jspecify.annotations.NullMarked;

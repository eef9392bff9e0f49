/**
 * Measures HTTP clients side by side, to know which one calls agents at the least cost: run {@link
 * dev.baton.actors.connector.client.bench.ClientComparison}. {@code TinyAgent} answers in a process of its own.
 */
@NullMarked
package dev.baton.actors.connector.client.bench;

import org.jspecify.annotations.NullMarked;

/**
 * What Baton is about, without its store and its API. Read {@code definition} (what users write), {@code run} and {@code
 * pattern} (what follows from it), {@code manager} (the actors that carry it out), {@code connector} (how agents are
 * reached); {@code port} names what the modules above provide.
 */
@NullMarked
package dev.baton.actors;

import org.jspecify.annotations.NullMarked;

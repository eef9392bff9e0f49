package dev.baton.examples.kit;

/** How a call ends: with an answer, or with the promise of one. */
public sealed interface Outcome permits Answer, Accepted {}

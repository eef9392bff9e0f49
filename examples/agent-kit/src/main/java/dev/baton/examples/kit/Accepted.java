package dev.baton.examples.kit;

/** Accepted (202): the answer comes later, by the callback of the call. */
public record Accepted() implements Outcome {}

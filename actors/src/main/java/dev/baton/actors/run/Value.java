package dev.baton.actors.run;

/** A value as an event records it: spelled out, or as a reference to one that the run already holds. */
public sealed interface Value {

    record Inline(Payload payload) implements Value {}

    /** The output of the step instance at this path. */
    record OutputOf(String path) implements Value {}

    /** The input of the step instance at this path. */
    record InputOf(String path) implements Value {}

    /** The input of the run. */
    record RunInput() implements Value {}
}

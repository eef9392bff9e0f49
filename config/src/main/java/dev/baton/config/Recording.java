package dev.baton.config;

/** Where what language models read and say is recorded. */
public enum Recording {
    /** In the events, for good. */
    JOURNAL,
    /** Beside the events, which have its hash; it is deleted some time after the end of the run. */
    REFERENCE,
    /** Beside the events for as long as the run needs it, and shown to nobody. */
    NONE
}

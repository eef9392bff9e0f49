package dev.baton.actors.run;

/**
 * Where a forked run comes from.
 *
 * @param event number of the last event of that run that counts
 */
public record Origin(String run, long event) {}

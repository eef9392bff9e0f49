package dev.baton.actors.port;

/**
 * Words of an agent while it is saying them. They are for those who listen at the moment and kept nowhere: what counts
 * is the output that the step has in the end.
 *
 * @param path of the step instance that the agent works on
 * @param message what belongs together has the same one; an agent that begins anew begins another
 * @param words that come after those before
 */
public record Speech(String path, String message, String words) {}

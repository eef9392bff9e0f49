package dev.baton.examples.kit;

/**
 * The work of one agent: a pure function of its input. That is what makes a repeated call harmless: the same idempotency
 * key brings the same input, and the same input the same answer.
 */
@FunctionalInterface
public interface Specialist {

    /**
     * Does the work.
     *
     * @throws InvalidInput if the input lacks what the agent needs
     */
    Answer perform(Json.ObjectValue input);
}

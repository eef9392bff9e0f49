package dev.baton.actors.run;

import org.jspecify.annotations.Nullable;

/**
 * Whom an agent wants to have something done.
 *
 * @param version of a workflow; null for the latest, and for agents
 */
public record Callee(Kind kind, String name, @Nullable Integer version) {

    /** What can be called. */
    public enum Kind {
        AGENT,
        WORKFLOW
    }

    public static Callee agent(String name) {
        return new Callee(Kind.AGENT, name, null);
    }

    public static Callee workflow(String name, @Nullable Integer version) {
        return new Callee(Kind.WORKFLOW, name, version);
    }
}

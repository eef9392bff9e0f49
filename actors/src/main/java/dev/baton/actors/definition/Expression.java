package dev.baton.actors.definition;

/** A compiled, type-checked CEL expression; immutable and safe for use by several threads. */
public interface Expression {

    /** The text between <code>${</code> and <code>}</code>. */
    String source();

    /** Selecting a stored value returns that very instance, never a copy. */
    Evaluation evaluate(Scope scope);
}

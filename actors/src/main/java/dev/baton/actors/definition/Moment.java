package dev.baton.actors.definition;

/** When an expression is evaluated, seen from the step that holds it. */
public enum Moment {
    /** Before anything inside the step has begun. */
    BEFORE,
    /** When steps inside it have ended, as the condition of a loop. */
    AFTER
}

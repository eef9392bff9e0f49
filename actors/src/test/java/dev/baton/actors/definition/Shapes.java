package dev.baton.actors.definition;

import dev.baton.actors.run.Step;

/** Spells a compiled workflow out, with the sources of its expressions, so that two can be compared. */
final class Shapes {

    private Shapes() {}

    static String of(WorkflowDefinition workflow) {
        StringBuilder shape = new StringBuilder();
        append(shape, workflow.plan().root(), 0);
        Template output = workflow.plan().output();
        return shape.append("output ")
                .append(output == null ? "" : output.source())
                .append(" timeout ")
                .append(workflow.plan().timeout())
                .toString();
    }

    /** Records print all they hold; an expression prints as what it was compiled from. */
    private static void append(StringBuilder shape, Step step, int depth) {
        shape.append(" ".repeat(depth)).append(step).append('\n');
        step.children().forEach(child -> append(shape, child, depth + 1));
    }
}

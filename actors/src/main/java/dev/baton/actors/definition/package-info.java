/**
 * Workflow and agent definitions: read, checked, compiled.
 *
 * <p>Read in this order: {@link dev.baton.actors.definition.WorkflowCompiler} (the way in and out), {@code
 * DefinitionSource} (text to values that know their lines), {@code StepTree} and {@link
 * dev.baton.actors.definition.StepReader} (values to steps, by the readers in the files of the patterns), {@link
 * dev.baton.actors.definition.DefinitionSchema} (what is written how), {@code ExpressionCompiler} and {@link
 * dev.baton.actors.definition.Expression} (CEL), {@code ReferenceCheck} (what only the whole can tell). All that is wrong
 * ends up as a {@link dev.baton.actors.definition.Problem}.
 */
@NullMarked
package dev.baton.actors.definition;

import org.jspecify.annotations.NullMarked;

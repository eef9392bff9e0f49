/** Workflow and agent definitions: read, checked, compiled. Start with {@code WorkflowCompiler}. */
@NullMarked
package dev.baton.actors.definition;

import org.jspecify.annotations.NullMarked;

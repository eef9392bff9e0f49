/**
 * Agents of Open GAP folders (GitAgent, spec 0.1.0) as definitions. Pure: texts in, definitions and notes out; nothing of a
 * folder is ever run. Read {@link dev.baton.actors.gap.GapImport} first, then how a {@link dev.baton.actors.gap.GapWorkflow}
 * becomes a workflow; {@code GapRest} says what does not become anything.
 */
@NullMarked
package dev.baton.actors.gap;

import org.jspecify.annotations.NullMarked;

/**
 * Agents that are language models. {@link dev.baton.actors.connector.llm.LlmConnector} takes one turn at a time: it makes
 * a {@code Conversation} of what the run has recorded, sends it in the words of a {@code ModelApi} to the first of the
 * agent's models that answers ({@code ModelTurn}), and says what follows ({@code Verdict}). {@code LlmAgent} is what a
 * definition says, {@code ToolBox} whom the model may have do something, {@code TurnRecord} what is stored of a turn.
 */
@NullMarked
package dev.baton.actors.connector.llm;

import org.jspecify.annotations.NullMarked;

package dev.baton.actors.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was at some time.
 *
 * @param otherwise where that run was itself to go on from, if it had not begun by then; null if from its beginning
 */
public record Cut(String run, Instant at, @Nullable Cut otherwise) {}

package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What an expression can see; looked up lazily, so that unused variables cost nothing. */
public interface Scope {

    /** The input of the run. */
    JsonNode input();

    /** What is known of a step that has ended: {@code {output, error, status, attempts}}; null while it has not. */
    @Nullable
    JsonNode step(String id);

    /** The output of a completed step, the very instance that the run holds; null while it has none. */
    @Nullable
    JsonNode stepOutput(String id);

    /** The run itself: {@code {id, workflow, version, tenant, labels, startedAt}}. */
    JsonNode run();

    /** Any further variable a pattern defines, such as {@code item}, {@code iteration} or {@code output}; null if undefined here. */
    @Nullable
    JsonNode variable(String name);
}

package dev.baton.actors.run;

import dev.baton.actors.definition.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a step may do with the shared memory of its run.
 *
 * @param reads scopes that its expressions and its agent see
 * @param writes what it puts into scopes when it has completed; sees {@code output}
 */
public record MemoryRights(Set<String> reads, Map<String, Template> writes) {

    public static final MemoryRights NONE = new MemoryRights(Set.of(), Map.of());

    public MemoryRights {
        reads = Set.copyOf(reads);
        writes = Collections.unmodifiableMap(new LinkedHashMap<>(writes));
    }
}

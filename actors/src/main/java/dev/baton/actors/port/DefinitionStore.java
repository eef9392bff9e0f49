package dev.baton.actors.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Versions of definitions; one store for the workflows and one for the agents. */
public interface DefinitionStore {

    /** Adds a version, unless the latest one has the same digest already. */
    CompletionStage<Applied> apply(Draft draft);

    CompletionStage<Optional<DefinitionRow>> latest(String tenant, String name);

    CompletionStage<Optional<DefinitionRow>> version(String tenant, String name, int version);

    /** Equal digests are equal definitions: any version that has it. */
    CompletionStage<Optional<DefinitionRow>> byDigest(String tenant, String digest);

    /** All versions of one name, newest first, from below {@code beforeVersion} if given. */
    CompletionStage<List<DefinitionRow>> versions(
            String tenant, String name, @Nullable Integer beforeVersion, int limit);

    /** The latest version of each name, in the order of names, after {@code afterName} if given. */
    CompletionStage<List<DefinitionRow>> list(String tenant, @Nullable String afterName, int limit);

    /** Every version of every tenant, to fill a cache at start. */
    CompletionStage<List<DefinitionRow>> all();

    /** A definition to apply; see {@link DefinitionRow}. */
    record Draft(String tenant, String name, String digest, String canonical, String source, Instant at, String by) {}

    /** @param created false if the latest version was the same */
    record Applied(DefinitionRow row, boolean created) {}
}

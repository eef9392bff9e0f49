package dev.baton.actors.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where people must help; written with the events of the run that cannot go on. */
public interface IncidentIndex {

    CompletionStage<Optional<IncidentRow>> get(String tenant, String id);

    /** Newest first; null filters match everything. */
    CompletionStage<Page<IncidentRow>> list(
            String tenant, @Nullable String status, @Nullable String runId, @Nullable Cursor after, int limit);
}

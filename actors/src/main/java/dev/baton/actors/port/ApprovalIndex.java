package dev.baton.actors.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What people are asked; written with the events of the run that asks. */
public interface ApprovalIndex {

    CompletionStage<Optional<ApprovalRow>> get(String tenant, String id);

    /**
     * Newest first; null filters match everything.
     *
     * @param role or a group, with {@link ApprovalRow#GROUP} before it
     */
    CompletionStage<Page<ApprovalRow>> list(
            String tenant, @Nullable String status, @Nullable String role, @Nullable Cursor after, int limit);
}

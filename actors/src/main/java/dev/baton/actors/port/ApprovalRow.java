package dev.baton.actors.port;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to a person.
 *
 * @param kind {@code approval}, or {@code task} for a step done by a person
 * @param role whose members may decide; several with spaces between them, groups with {@link #GROUP} before them; null
 *     for anybody
 * @param status {@code open}, {@code approved}, {@code rejected}, {@code expired}, {@code cancelled}
 * @param details JSON object: subject, its hash, terms, votes, comment, edits
 */
public record ApprovalRow(
        String tenant,
        String id,
        String runId,
        String step,
        String kind,
        @Nullable String role,
        String status,
        Instant requestedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        String details) {

    /** Before the name of a group; no name of a role begins like this. */
    public static final String GROUP = "@";

    /** Whether the members of this role, or of this group if {@link #GROUP} is before it, may decide. */
    public boolean asks(String wanted) {
        return role != null && List.of(role.split(" ", -1)).contains(wanted);
    }
}

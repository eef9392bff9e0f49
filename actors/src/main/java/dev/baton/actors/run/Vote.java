package dev.baton.actors.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one principal said about an approval.
 *
 * @param answer to the form; null if there is none
 * @param subjectHash of what it was said about: the vote is void once the subject has another
 */
public record Vote(
        Principal by,
        boolean approve,
        @Nullable String comment,
        @Nullable Payload answer,
        String subjectHash,
        Instant at) {}

package dev.baton.actors.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may decide an approval, and when it is decided.
 *
 * @param deciders of which one role or group is needed; empty for anybody
 * @param notBy ids of principals that may not decide (separation of duties)
 * @param edits whether the subject may be changed
 * @param approvals that make a yes
 * @param rejections that make a no
 * @param form JSON Schema of the answer that goes with a yes; null if none is asked for
 */
public record ApprovalTerms(
        Memberships deciders,
        List<String> notBy,
        boolean edits,
        int approvals,
        int rejections,
        @Nullable Payload form) {

    public ApprovalTerms {
        notBy = List.copyOf(notBy);
    }

    ApprovalTerms withDeciders(Memberships others) {
        return new ApprovalTerms(others, notBy, edits, approvals, rejections, form);
    }
}

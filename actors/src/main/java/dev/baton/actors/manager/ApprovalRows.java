package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ApprovalTerms;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Vote;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the inbox shows of an approval: who may decide, the votes so far, and what is missing. */
final class ApprovalRows {

    private ApprovalRows() {}

    /** Adds a row in the place of an older one of the same approval. */
    static void put(List<ApprovalRow> rows, @Nullable ApprovalRow row) {
        if (row != null) {
            rows.removeIf(older -> older.id().equals(row.id()));
            rows.add(row);
        }
    }

    /** @param state in which it waits for votes */
    static @Nullable ApprovalRow open(RunState state, String path, Commit commit) {
        Activity.AwaitingApproval open = awaiting(state, path);
        return open == null ? null : row(state, path, open, commit, "open", null, details(open));
    }

    /** @param before the decision, but after the vote that brought it */
    static @Nullable ApprovalRow decided(RunEvent.ApprovalDecided e, RunState before, Commit commit) {
        Activity.AwaitingApproval open = awaiting(before, e.path());
        if (open == null) {
            return null;
        }
        ObjectNode details = details(open);
        if (e.comment() != null) {
            details.put("comment", e.comment());
        }
        if (e.edits() != null) {
            details.set("edits", e.edits().json());
        }
        String status = e.verdict().name().toLowerCase(Locale.ROOT);
        return row(before, e.path(), open, commit, status, e.by().id(), details);
    }

    static @Nullable ApprovalRow cancelled(RunEvent.StepCancelled e, RunState before, Commit commit) {
        Activity.AwaitingApproval open = awaiting(before, e.path());
        return open == null
                ? null
                : row(
                        before,
                        e.path(),
                        open,
                        commit,
                        "cancelled",
                        commit.by().id(),
                        details(open).put("comment", e.reason()));
    }

    private static Activity.@Nullable AwaitingApproval awaiting(RunState state, String path) {
        StepState step = state.step(path);
        return step != null && step.activity() instanceof Activity.AwaitingApproval open ? open : null;
    }

    private static ApprovalRow row(
            RunState state,
            String path,
            Activity.AwaitingApproval open,
            Commit commit,
            String status,
            @Nullable String decidedBy,
            ObjectNode details) {
        Instant decidedAt = decidedBy == null ? null : commit.at();
        return new ApprovalRow(
                commit.tenant(),
                open.approval(),
                state.started().runId(),
                path,
                "approval",
                role(open.terms().deciders()),
                status,
                open.requestedAt(),
                open.expiresAt(),
                decidedAt,
                decidedBy,
                details.toString());
    }

    /** As {@link ApprovalRow#role} has it; null for anybody. */
    private static @Nullable String role(Memberships deciders) {
        return deciders.isEmpty()
                ? null
                : String.join(
                        " ",
                        Stream.concat(
                                        deciders.roles().stream(),
                                        deciders.groups().stream().map(group -> ApprovalRow.GROUP + group))
                                .toList());
    }

    private static ObjectNode details(Activity.AwaitingApproval open) {
        ApprovalTerms terms = open.terms();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("subject", open.subject().json());
        json.put("subjectHash", open.subjectHash());
        json.put("editable", terms.edits());
        if (terms.form() != null) {
            json.set("form", terms.form().json());
        }
        terms.deciders().roles().forEach(json.putArray("roles")::add);
        terms.deciders().groups().forEach(json.putArray("groups")::add);
        terms.notBy().forEach(json.putArray("notBy")::add);
        needed(json.putObject("approvals"), terms.approvals(), open.count(true));
        needed(json.putObject("rejections"), terms.rejections(), open.count(false));
        ArrayNode votes = json.putArray("votes");
        for (int place = 0; place < open.votes().size(); place++) {
            vote(votes.addObject(), open.votes().get(place), place >= open.countsFrom());
        }
        if (open.escalatesAt() != null) {
            json.put("escalatesAt", open.escalatesAt().toString());
        }
        return json;
    }

    private static void needed(ObjectNode json, int needed, int given) {
        json.put("needed", needed).put("given", given).put("missing", Math.max(0, needed - given));
    }

    private static void vote(ObjectNode json, Vote vote, boolean counts) {
        json.put("by", vote.by().id());
        json.put("vote", vote.approve() ? "approve" : "reject");
        json.put("at", vote.at().toString());
        json.put("counts", counts);
        if (vote.comment() != null) {
            json.put("comment", vote.comment());
        }
        if (vote.answer() != null) {
            json.set("answer", vote.answer().json());
        }
    }
}

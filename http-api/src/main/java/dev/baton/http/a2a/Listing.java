package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Rfc3339;
import dev.baton.http.follow.Questions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tasks of an agent, newest first. */
final class Listing {

    private static final int PAGE_USUAL = 50;
    private static final int PAGE_MAX = 100;

    private final Runs runs;
    private final RunIndex index;
    private final Questions questions;

    Listing(Runs runs, RunIndex index, Questions questions) {
        this.runs = runs;
        this.index = index;
        this.questions = questions;
    }

    CompletionStage<Outcome> list(Ask ask) {
        int size = ask.params().path("pageSize").asInt(PAGE_USUAL);
        if (size < 1 || size > PAGE_MAX) {
            return Outcome.failed(Fault.invalid("pageSize must be in 1.." + PAGE_MAX + "."));
        }
        String token = ask.text("pageToken");
        Optional<Cursor> cursor = token.isEmpty() ? Optional.empty() : cursor(token);
        if (!token.isEmpty() && cursor.isEmpty()) {
            return Outcome.failed(Fault.invalid("pageToken must be the nextPageToken of the page before."));
        }
        // What nobody has chosen may be said as such.
        String state = ask.text("status").replace("TASK_STATE_UNSPECIFIED", "");
        @Nullable List<String> statuses = state.isEmpty() ? List.of() : TaskJson.runStatuses(state);
        if (statuses == null) {
            return Outcome.failed(Fault.invalid("status must be a state that tasks here have, such as"
                    + " TASK_STATE_WORKING, not " + state + "."));
        }
        @Nullable Instant since = null;
        String after = ask.text("statusTimestampAfter");
        try {
            since = after.isEmpty() ? null : Rfc3339.parse(after);
        } catch (DateTimeException e) {
            return Outcome.failed(Fault.invalid("statusTimestampAfter must be a time such as 2026-01-31T12:00:00Z."));
        }
        return list(ask, state, statuses, since, cursor.orElse(null), size);
    }

    private static Optional<Cursor> cursor(String text) {
        try {
            return Cursor.decode(text);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private CompletionStage<Outcome> list(
            Ask ask, String state, List<String> statuses, @Nullable Instant since, @Nullable Cursor cursor, int size) {
        String context = ask.text("contextId");
        RunFilter filter = RunFilter.of(
                new LinkedHashSet<>(statuses),
                ask.workflow(),
                context.isEmpty() ? Map.of() : Map.of(TaskJson.CONTEXT, context));
        return index.list(new RunQuery(ask.tenant(), filter, cursor, size)).thenCompose(page -> {
            List<RunIndexRow> shown = new ArrayList<>();
            for (RunIndexRow row : page.items()) {
                boolean wanted = state.isEmpty()
                        || TaskJson.of(row).at("/status/state").asText().equals(state);
                if (wanted && (since == null || row.updatedAt().isAfter(since))) {
                    shown.add(row);
                }
            }
            boolean whole = ask.params().path("includeArtifacts").asBoolean();
            return tasks(ask, shown, whole).thenApply(tasks -> new Outcome.Done(page(tasks, page, size)));
        });
    }

    private CompletionStage<List<ObjectNode>> tasks(Ask ask, List<RunIndexRow> rows, boolean whole) {
        CompletionStage<List<ObjectNode>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (RunIndexRow row : rows) {
            all = all.thenCombine(whole ? task(ask, row) : done(TaskJson.of(row)), (tasks, task) -> {
                tasks.add(task);
                return tasks;
            });
        }
        return all;
    }

    private CompletionStage<ObjectNode> task(Ask ask, RunIndexRow row) {
        return runs.get(ask.run(row.runId())).thenApply(reply -> switch (reply) {
            case Runs.Reply.Done done ->
                TaskJson.of(done.state(), questions.open(done.state(), ask.principal()), false, true);
            case Runs.Reply.Refused ignored -> TaskJson.of(row);
        });
    }

    private static CompletionStage<ObjectNode> done(ObjectNode task) {
        return CompletableFuture.completedFuture(task);
    }

    private static JsonNode page(List<ObjectNode> tasks, Page<RunIndexRow> page, int size) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("tasks").addAll(tasks);
        result.put("nextPageToken", page.next() == null ? "" : page.next().encode());
        return result.put("pageSize", size);
    }

    /** What the query of a request may hold. */
    static final Set<String> PARAMETERS = Set.of(
            "contextId",
            "status",
            "pageSize",
            "pageToken",
            "historyLength",
            "statusTimestampAfter",
            "includeArtifacts");
}

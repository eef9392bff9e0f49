package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.OutputCheck;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.ApprovalIndex;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Handler;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/approvals}: what people are asked, and their answers: a yes or no, or the output of a step they do. */
final class ApprovalRoutes {

    private static final int COMMENT_CHARS_MAX = 10_000;
    private static final int HASH_CHARS_MAX = 128;
    private static final int PAGE_USUAL = 50;
    private static final Set<String> STATUSES =
            new LinkedHashSet<>(List.of("open", "approved", "rejected", "expired", "cancelled"));

    /** Left out of lists: it may be large. */
    private static final Set<String> ONLY_BY_ID = Set.of("subject", "edits", "form");

    private final Runs runs;
    private final ApprovalIndex index;
    private final Catalog catalog;
    private final Admission admission;

    ApprovalRoutes(Runs runs, ApprovalIndex index, Catalog catalog, Admission admission) {
        this.runs = runs;
        this.index = index;
        this.catalog = catalog;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/approvals", this::list),
                Route.get("/v1/approvals/{id}", this::get),
                Route.post("/v1/approvals/{id}:approve", Content.JSON_OR_NOTHING, decide(this::approve)),
                Route.post("/v1/approvals/{id}:reject", Content.JSON_OR_NOTHING, decide(this::reject)));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        Parameters query = exchange.query();
        @Nullable String status = query.choice("status", STATUSES);
        @Nullable String role = query.text("role");
        @Nullable String group = query.text("group");
        if (role != null && group != null) {
            query.fault("group", "out-of-range", "must not be given together with role");
        }
        var after = query.cursor("cursor");
        int limit = query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : index.list(exchange.tenant(), status, group == null ? role : ApprovalRow.GROUP + group, after, limit)
                        .thenApply(page -> Answers.json(200, out -> {
                            out.writeStartObject();
                            out.writeArrayFieldStart("approvals");
                            for (ApprovalRow row : page.items()) {
                                write(out, row, false);
                            }
                            out.writeEndArray();
                            if (page.next() != null) {
                                out.writeStringField("next", page.next().encode());
                            }
                            out.writeEndObject();
                        }));
    }

    private static void write(JsonGenerator out, ApprovalRow row, boolean whole) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", row.id());
        out.writeStringField("run", row.runId());
        out.writeStringField("path", row.step());
        out.writeStringField("kind", row.kind());
        if (row.role() != null && row.role().matches("[^ @]+")) {
            out.writeStringField("role", row.role());
        }
        out.writeStringField("status", row.status());
        RunJson.time(out, "requestedAt", row.requestedAt());
        RunJson.time(out, "expiresAt", row.expiresAt());
        RunJson.time(out, "decidedAt", row.decidedAt());
        if (row.decidedBy() != null) {
            out.writeStringField("decidedBy", row.decidedBy());
        }
        for (Map.Entry<String, JsonNode> detail : Json.stored(row.details()).properties()) {
            if (whole || !ONLY_BY_ID.contains(detail.getKey())) {
                RunJson.json(out, detail.getKey(), detail.getValue());
            }
        }
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : found(exchange, (run, row) -> Answers.now(Answers.json(200, out -> write(out, row, true))));
    }

    private CompletionStage<HttpResponse> found(
            Exchange exchange, BiFunction<RunKey, ApprovalRow, CompletionStage<HttpResponse>> next) {
        String id = exchange.path(0);
        Optional<RunKey> run = PartIds.run(exchange, id);
        Refusal unknown = Refusal.of(
                ErrorCode.APPROVAL_NOT_FOUND,
                "There is no approval " + id + ".",
                "GET /v1/approvals lists those that there are.");
        return run.isEmpty()
                ? exchange.refuse(unknown)
                : index.get(exchange.tenant(), id)
                        .thenCompose(
                                row -> row.isEmpty() ? exchange.refuse(unknown) : next.apply(run.get(), row.get()));
    }

    private Handler decide(BiFunction<ApprovalRow, Fields, RunCommand> decision) {
        return exchange -> {
            Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
            return refusal.isPresent()
                    ? exchange.refuse(refusal.get())
                    : exchange.json(body ->
                            found(exchange, (run, row) -> decide(exchange, run, row, Fields.of(body), decision)));
        };
    }

    private CompletionStage<HttpResponse> decide(
            Exchange exchange,
            RunKey run,
            ApprovalRow row,
            Fields fields,
            BiFunction<ApprovalRow, Fields, RunCommand> decision) {
        RunCommand command = decision.apply(row, fields);
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        return unfit(run, command)
                .thenCompose(
                        unfit -> unfit.isPresent() ? exchange.refuse(unfit.get()) : tell(exchange, run, row, command));
    }

    /** A person can still correct what does not fit, so it is no failure of the attempt. */
    private CompletionStage<Optional<Refusal>> unfit(RunKey run, RunCommand command) {
        if (!(command instanceof RunCommand.RecordResult record
                && record.result() instanceof AttemptResult.Succeeded succeeded)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return runs.get(run, Runs.Detail.OUTLINE)
                .thenApply(reply -> reply instanceof Runs.Reply.Done done
                        ? agent(done.state(), run.tenant(), record.attempt()).flatMap(agent -> unfit(agent, succeeded))
                        : Optional.empty());
    }

    private static Optional<Refusal> unfit(AgentDefinition agent, AttemptResult result) {
        return OutputCheck.check(agent, result) instanceof AttemptResult.Failed failed
                ? Optional.of(Refusal.of(
                        ErrorCode.INVALID_OUTPUT,
                        failed.error().message(),
                        "Send the output again as the schema of the agent wants it."))
                : Optional.empty();
    }

    private Optional<AgentDefinition> agent(RunState state, String tenant, String attempt) {
        @Nullable StepState step = state.attempting(attempt);
        return step != null && step.activity() instanceof Activity.Attempting open
                ? catalog.agent(tenant, open.agent())
                : Optional.empty();
    }

    private CompletionStage<HttpResponse> tell(Exchange exchange, RunKey run, ApprovalRow row, RunCommand command) {
        return runs.tell(run, command, exchange.principal(), "approval:" + row.id())
                .thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Done ignored ->
                        found(exchange, (same, now) -> Answers.now(Answers.json(200, out -> write(out, now, true))));
                    case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
                });
    }

    private static boolean isTask(ApprovalRow row) {
        return row.kind().equals("task");
    }

    private RunCommand approve(ApprovalRow row, Fields fields) {
        @Nullable String comment = fields.text("comment", COMMENT_CHARS_MAX);
        if (isTask(row)) {
            JsonNode output = fields.json("output");
            if (output == null) {
                fields.fault("output", "missing-field", "is required: it is what the step was for");
            }
            return new RunCommand.RecordResult(
                    row.id(),
                    new AttemptResult.Succeeded(output == null ? Payload.NULL : new Payload(output), Usage.NONE, null));
        }
        JsonNode edits = fields.json("edits");
        return new RunCommand.DecideApproval(
                row.id(),
                true,
                comment,
                edits == null || edits.isNull() ? null : new Payload(edits),
                fields.text("subjectHash", HASH_CHARS_MAX),
                answer(fields));
    }

    private static @Nullable Payload answer(Fields fields) {
        JsonNode answer = fields.json("answer");
        return answer == null ? null : new Payload(answer);
    }

    private RunCommand reject(ApprovalRow row, Fields fields) {
        @Nullable String comment = fields.text("comment", COMMENT_CHARS_MAX);
        return isTask(row)
                ? new RunCommand.RecordResult(
                        row.id(),
                        new AttemptResult.Failed(
                                RunError.of(
                                        ErrorKind.REJECTED,
                                        Objects.requireNonNullElse(comment, "rejected without a comment")),
                                null))
                : new RunCommand.DecideApproval(
                        row.id(), false, comment, null, fields.text("subjectHash", HASH_CHARS_MAX), answer(fields));
    }
}

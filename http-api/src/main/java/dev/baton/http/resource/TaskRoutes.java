package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.queue.Heartbeat;
import dev.baton.actors.connector.queue.Lease;
import dev.baton.actors.connector.queue.TaskEnd;
import dev.baton.actors.connector.queue.Tasks;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.RunError;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Handler;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/queues} and {@code /v1/tasks}: external workers take tasks and say what came of them, over HTTP alone. */
final class TaskRoutes {

    private static final int WORKER_CHARS_MAX = 256;
    private static final int TASKS_MAX = 10_000;

    private final Tasks tasks;
    private final Admission admission;
    private final int waitMaxMs;

    TaskRoutes(Tasks tasks, Admission admission, Duration waitMax) {
        this.tasks = tasks;
        this.admission = admission;
        this.waitMaxMs = (int) Math.min(Integer.MAX_VALUE, waitMax.toMillis());
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/queues/{queue}:lease", Content.JSON, route(this::lease)),
                Route.post("/v1/tasks/{id}:heartbeat", Content.JSON, route(ofTask(this::heartbeat))),
                Route.post("/v1/tasks/{id}:complete", Content.JSON, route(ofTask(this::complete))),
                Route.post("/v1/tasks/{id}:fail", Content.JSON, route(ofTask(this::fail))));
    }

    private Handler route(BiFunction<Exchange, JsonNode, CompletionStage<HttpResponse>> next) {
        return exchange -> {
            Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
            return refusal.isPresent()
                    ? exchange.refuse(refusal.get())
                    : exchange.json(body -> next.apply(exchange, body));
        };
    }

    private static BiFunction<Exchange, JsonNode, CompletionStage<HttpResponse>> ofTask(
            BiFunction<Exchange, JsonNode, CompletionStage<HttpResponse>> next) {
        return (exchange, body) -> PartIds.isOne(exchange.path(0))
                ? next.apply(exchange, body)
                : exchange.refuse(Refusal.of(
                        ErrorCode.TASK_NOT_FOUND,
                        "There is no task " + exchange.path(0) + ".",
                        "The id comes with the task when it is leased."));
    }

    private CompletionStage<HttpResponse> lease(Exchange exchange, JsonNode body) {
        String queue = exchange.path(0);
        Fields fields = Fields.of(body);
        String worker = worker(fields);
        int max = Objects.requireNonNullElse(fields.integer("max", 1, TASKS_MAX), 1);
        int waitMs = Objects.requireNonNullElse(fields.integer("waitMs", 0, waitMaxMs), 0);
        @Nullable Duration lease = lease(fields);
        Optional<Refusal> refusal = fields.refusal().or(() -> unnamed(queue));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : tasks.lease(exchange.tenant(), queue, worker, max, Duration.ofMillis(waitMs), lease)
                        .thenApply(given -> leased(exchange, given));
    }

    private static Optional<Refusal> unnamed(String queue) {
        return Names.isOne(queue)
                ? Optional.empty()
                : Optional.of(
                        Refusal.of(ErrorCode.INVALID_PARAMETER, "The name of the queue must " + Names.RULE + "."));
    }

    private static String worker(Fields fields) {
        return fields.requiredText("worker", WORKER_CHARS_MAX);
    }

    private static @Nullable Duration lease(Fields fields) {
        @Nullable Integer leaseMs = fields.integer("leaseMs", 1, Integer.MAX_VALUE);
        return leaseMs == null ? null : Duration.ofMillis(leaseMs);
    }

    private static HttpResponse leased(Exchange exchange, Lease lease) {
        return switch (lease) {
            case Lease.Tasks given -> Answers.json(200, out -> write(out, given.tasks()));
            case Lease.TooManyWaiting full ->
                exchange.refusal(Refusal.later(
                        ErrorCode.TOO_MANY_WAITING,
                        "Too many requests wait for tasks on this node.",
                        full.retryAfter()));
            case Lease.Unavailable outage -> exchange.refusal(unavailable(outage.reason(), outage.retryAfter()));
        };
    }

    private static void write(JsonGenerator out, List<Lease.Task> tasks) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("tasks");
        for (Lease.Task task : tasks) {
            out.writeStartObject();
            out.writeStringField("id", task.id());
            out.writeStringField("queue", task.queue());
            RunJson.time(out, "leaseUntil", task.leaseUntil());
            out.writeNumberField("delivery", task.delivery());
            RunJson.time(out, "deadline", task.deadline());
            out.writeFieldName("request");
            out.writeRawValue(task.body());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static Refusal unavailable(String reason, Duration retryAfter) {
        return Refusal.later(ErrorCode.STORE_UNAVAILABLE, reason, retryAfter);
    }

    private CompletionStage<HttpResponse> heartbeat(Exchange exchange, JsonNode body) {
        Fields fields = Fields.of(body);
        String worker = worker(fields);
        @Nullable Duration lease = lease(fields);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : tasks.heartbeat(exchange.tenant(), exchange.path(0), worker, lease)
                        .thenApply(beat -> switch (beat) {
                            case Heartbeat.Renewed renewed ->
                                Answers.json(200, out -> {
                                    out.writeStartObject();
                                    RunJson.time(out, "leaseUntil", renewed.leaseUntil());
                                    out.writeEndObject();
                                });
                            case Heartbeat.Over ignored ->
                                exchange.refusal(Refusal.of(
                                        ErrorCode.ATTEMPT_STALE,
                                        "The attempt " + exchange.path(0) + " is over.",
                                        "Stop working on it."));
                            case Heartbeat.Lost ignored -> exchange.refusal(lost(exchange));
                            case Heartbeat.Unavailable outage ->
                                exchange.refusal(unavailable(outage.reason(), outage.retryAfter()));
                        });
    }

    private static Refusal lost(Exchange exchange) {
        return Refusal.of(
                ErrorCode.LEASE_LOST,
                "The worker does not have the task " + exchange.path(0) + " any more: its lease had ended.",
                "Stop working on it, and send heartbeats more often.");
    }

    private CompletionStage<HttpResponse> complete(Exchange exchange, JsonNode body) {
        Fields fields = Fields.of(body);
        String worker = worker(fields);
        AttemptResult.Succeeded result = ReportedResult.succeeded(fields);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : tasks.complete(exchange.tenant(), exchange.path(0), worker, result, exchange.principal())
                        .thenApply(end -> ended(exchange, end));
    }

    private CompletionStage<HttpResponse> fail(Exchange exchange, JsonNode body) {
        Fields fields = Fields.of(body);
        String worker = worker(fields);
        RunError error = ReportedResult.error(fields);
        @Nullable Integer retryAfterMs = fields.integer("retryAfterMs", 0, Integer.MAX_VALUE);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : tasks.fail(
                                exchange.tenant(),
                                exchange.path(0),
                                worker,
                                error,
                                retryAfterMs == null ? null : Duration.ofMillis(retryAfterMs),
                                exchange.principal())
                        .thenApply(end -> ended(exchange, end));
    }

    private static HttpResponse ended(Exchange exchange, TaskEnd end) {
        return switch (end) {
            case TaskEnd.Recorded done
            when done.invalid() != null -> exchange.refusal(ReportedResult.invalid(done.invalid()));
            case TaskEnd.Recorded done -> ReportedResult.recorded(exchange.path(0), done.changed());
            case TaskEnd.Over over -> exchange.refusal(ReportedResult.over(over.reason()));
            case TaskEnd.Lost ignored -> exchange.refusal(lost(exchange));
            case TaskEnd.Unavailable outage -> exchange.refusal(unavailable(outage.reason(), outage.retryAfter()));
        };
    }
}

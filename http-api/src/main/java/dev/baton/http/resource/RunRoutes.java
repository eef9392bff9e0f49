package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Handler;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import dev.baton.http.resource.RunJson.View;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/runs}: what can be seen of runs, and asked of them once they have started. */
final class RunRoutes {

    static final int REASON_CHARS_MAX = 2_000;
    private static final int SIGNAL_ID_CHARS_MAX = 256;
    private static final int STEP_CHARS_MAX = 1_000;
    private static final int PAGE_USUAL = 50;

    private final Runs runs;
    private final RunIndex index;
    private final Admission admission;
    private final LongPolls polls;
    private final Duration waitMax;
    private final InstantSource clock;

    RunRoutes(Runs runs, RunIndex index, Admission admission, LongPolls polls, Duration waitMax, InstantSource clock) {
        this.runs = runs;
        this.index = index;
        this.admission = admission;
        this.polls = polls;
        this.waitMax = waitMax;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/runs", this::list),
                Route.get("/v1/runs/{id}", this::get),
                Route.get("/v1/runs/{id}/memory", this::memory),
                Route.post("/v1/runs/{id}/signals/{name}", Content.JSON_OR_NOTHING, this::signal),
                Route.post("/v1/runs/{id}:pause", Content.JSON_OR_NOTHING, verb("pause", this::pause)),
                Route.post("/v1/runs/{id}:resume", Content.JSON_OR_NOTHING, verb("resume", this::resume)),
                Route.post("/v1/runs/{id}:cancel", Content.JSON_OR_NOTHING, verb("cancel", this::cancel)),
                Route.post("/v1/runs/{id}:rerun", Content.JSON, this::rerun),
                Route.post("/v1/runs/{id}:terminate", Content.JSON_OR_NOTHING, verb("terminate", this::terminate)),
                Route.post("/v1/runs/{id}:retry", Content.JSON_OR_NOTHING, verb("retry", this::retry)));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        Parameters query = exchange.query();
        RunQuery wanted = new RunQuery(
                exchange.tenant(),
                RunFilters.of(query, clock.instant()),
                query.cursor("cursor"),
                query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX));
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : index.list(wanted).thenApply(page -> Answers.json(200, out -> write(out, page)));
    }

    private static void write(JsonGenerator out, Page<RunIndexRow> page) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("runs");
        for (RunIndexRow row : page.items()) {
            RunJson.write(out, row);
        }
        out.writeEndArray();
        if (page.next() != null) {
            out.writeStringField("next", page.next().encode());
        }
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        View view = RunAnswers.view(exchange.query());
        Duration wait = exchange.query().duration("wait", waitMax);
        Optional<Refusal> refusal = exchange.query().refusal().or(() -> unknown(exchange));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : polls.await(exchange.run(exchange.path(0)), wait, view.detail())
                        .thenApply(reply -> RunAnswers.answer(exchange, reply, view));
    }

    private CompletionStage<HttpResponse> memory(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(() -> unknown(exchange));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : runs.get(exchange.run(exchange.path(0))).thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Done done ->
                        Answers.now(Answers.json(200, out -> MemoryJson.whole(out, done.state())));
                    case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
                });
    }

    /** What cannot be an id needs no look into the store. */
    private static Optional<Refusal> unknown(Exchange exchange) {
        String id = exchange.path(0);
        return RunIds.isOne(id) ? Optional.empty() : Optional.of(RunAnswers.notFound(id));
    }

    private Handler verb(String cause, Function<Fields, RunCommand> command) {
        return exchange -> ask(exchange, cause, command);
    }

    private CompletionStage<HttpResponse> ask(Exchange exchange, String cause, Function<Fields, RunCommand> command) {
        Optional<Refusal> refusal =
                exchange.query().refusal().or(() -> unknown(exchange)).or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> tell(exchange, cause, Fields.of(body), command));
    }

    private CompletionStage<HttpResponse> tell(
            Exchange exchange, String cause, Fields fields, Function<Fields, RunCommand> command) {
        RunCommand wanted = command.apply(fields);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : runs.tell(exchange.run(exchange.path(0)), wanted, exchange.principal(), cause)
                        .thenApply(reply -> RunAnswers.answer(exchange, reply, View.SUMMARY));
    }

    private RunCommand pause(Fields fields) {
        return new RunCommand.Pause(fields.text("reason", REASON_CHARS_MAX));
    }

    private RunCommand resume(Fields fields) {
        return new RunCommand.Resume();
    }

    private RunCommand cancel(Fields fields) {
        return new RunCommand.Cancel(fields.text("reason", REASON_CHARS_MAX));
    }

    private RunCommand terminate(Fields fields) {
        return new RunCommand.Terminate(fields.text("reason", REASON_CHARS_MAX));
    }

    /** Known by the request's Idempotency-Key, so that a repeated one counts once. */
    private CompletionStage<HttpResponse> rerun(Exchange exchange) {
        return ask(exchange, "rerun", fields -> {
            JsonNode input = fields.json("input");
            return new RunCommand.Rerun(
                    fields.requiredText("step", STEP_CHARS_MAX),
                    input == null ? null : new Payload(input),
                    fields.text("reason", REASON_CHARS_MAX),
                    exchange.header("Idempotency-Key"));
        });
    }

    private RunCommand retry(Fields fields) {
        return new RunCommand.Retry(fields.text("reason", REASON_CHARS_MAX));
    }

    private CompletionStage<HttpResponse> signal(Exchange exchange) {
        String name = exchange.path(1);
        return !Names.isOne(name)
                ? exchange.refuse(
                        Refusal.of(ErrorCode.INVALID_PARAMETER, "The name of the signal must " + Names.RULE + "."))
                : ask(exchange, "signal:" + name, fields -> signal(exchange, name, fields));
    }

    /** Known by its id, else by the request's Idempotency-Key, so that a repeated one counts once. */
    private static RunCommand signal(Exchange exchange, String name, Fields fields) {
        JsonNode payload = fields.json("payload");
        String id = fields.text("id", SIGNAL_ID_CHARS_MAX);
        return new RunCommand.Signal(
                name,
                payload == null ? Payload.NULL : new Payload(payload),
                id == null ? exchange.header("Idempotency-Key") : id);
    }
}

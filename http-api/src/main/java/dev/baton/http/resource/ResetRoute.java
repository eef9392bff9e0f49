package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.manager.Resets;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.RunCommand;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.RunJson.View;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/runs/{id}:reset}: a run and all below it go back to where they were, under new ids. */
final class ResetRoute {

    private final Runs runs;
    private final Resets resets;
    private final Admission admission;
    private final InstantSource clock;

    ResetRoute(Runs runs, Resets resets, Admission admission, InstantSource clock) {
        this.runs = runs;
        this.resets = resets;
        this.admission = admission;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/v1/runs/{id}:reset", Route.Content.JSON, this::reset);
    }

    /**
     * @param event null if the time says it
     * @param digest of what is asked for, not of the name under which it is
     */
    private record Wanted(
            RunKey source,
            RunKey next,
            @Nullable Integer event,
            @Nullable Instant at,
            boolean dryRun,
            @Nullable String reason,
            String digest) {}

    private CompletionStage<HttpResponse> reset(Exchange exchange) {
        String source = exchange.path(0);
        Optional<Refusal> refusal = exchange.query()
                .refusal()
                .or(() -> RunIds.isOne(source) ? Optional.empty() : Optional.of(RunAnswers.notFound(source)))
                .or(() -> RunIds.badKey(exchange.header("Idempotency-Key")))
                .or(() -> admission.ofStart(exchange.tenant(), exchange.principal()));
        return refusal.isPresent() ? exchange.refuse(refusal.get()) : exchange.json(body -> reset(exchange, body));
    }

    private CompletionStage<HttpResponse> reset(Exchange exchange, JsonNode body) {
        Fields fields = Fields.of(body);
        String id = fields.text("id", RunIds.PATTERN, RunIds.RULE);
        Integer event = fields.integer("event", 1, Integer.MAX_VALUE);
        Instant at = fields.instant("at");
        boolean dryRun = Boolean.TRUE.equals(fields.flag("dryRun"));
        String reason = fields.text("reason", RunRoutes.REASON_CHARS_MAX);
        if (body.isObject() && body.hasNonNull("event") == body.hasNonNull("at")) {
            fields.fault("event", "missing-field", "or 'at' must say to which point, and not both");
        }
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        String next = RunIds.given(exchange.tenant(), id, exchange.header("Idempotency-Key"), clock.instant());
        RunKey source = exchange.run(exchange.path(0));
        Wanted wanted = new Wanted(source, exchange.run(next), event, at, dryRun, reason, digest(source.runId(), body));
        return event(wanted)
                .thenCompose(last -> resets.plan(source, last, next).thenCompose(answer -> switch (answer) {
                    case Resets.Answer.Possible plan ->
                        dryRun
                                ? Answers.now(Answers.json(200, out -> write(out, source.runId(), plan)))
                                : tell(exchange, wanted, plan);
                    case Resets.Answer.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
                }));
    }

    private CompletionStage<Long> event(Wanted wanted) {
        return wanted.at() == null
                ? CompletableFuture.completedFuture(
                        wanted.event() == null ? 0L : wanted.event().longValue())
                : resets.eventAt(wanted.source(), wanted.at());
    }

    private CompletionStage<HttpResponse> tell(Exchange exchange, Wanted wanted, Resets.Answer.Possible plan) {
        RunCommand.Fork fork = RunCommand.Fork.reset(
                wanted.next().runId(),
                new Origin(wanted.source().runId(), plan.event()),
                plan.replaces(),
                wanted.reason(),
                wanted.digest());
        return runs.tell(wanted.next(), fork, exchange.principal(), "reset").thenApply(reply -> switch (reply) {
            case Runs.Reply.Done done ->
                Answers.json(done.changed() ? 201 : 200, RunJson.writer(done.state(), View.SUMMARY))
                        .addHeader(Answers.header(
                                "Location", "/v1/runs/" + wanted.next().runId()));
            case Runs.Reply.Refused refused -> exchange.refusal(Failures.refusal(refused.rejection()));
        });
    }

    private static String digest(String source, JsonNode body) {
        ObjectNode asked = body.deepCopy();
        asked.remove(List.of("id", "dryRun"));
        asked.put("reset of", source);
        return CanonicalJson.digest(asked);
    }

    private static void write(JsonGenerator out, String run, Resets.Answer.Possible plan) throws IOException {
        out.writeStartObject();
        out.writeBooleanField("dryRun", true);
        out.writeStringField("run", run);
        out.writeNumberField("event", plan.event());
        RunJson.time(out, "at", plan.at());
        out.writeArrayFieldStart("continued");
        for (Resets.Continued one : plan.continued()) {
            out.writeStartObject();
            out.writeStringField("run", one.run());
            out.writeNumberField("event", one.event());
            if (one.step() != null) {
                out.writeStringField("step", one.step());
            }
            out.writeNumberField("kept", one.kept());
            texts(out, "repeated", one.repeated());
            out.writeEndObject();
        }
        out.writeEndArray();
        texts(out, "forgotten", plan.forgotten());
        texts(out, "ended", plan.ended());
        out.writeEndObject();
    }

    private static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Migration;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.RunJson.View;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/runs/{id}:migrate}: a run goes on with another version of its workflow, or is asked whether it could. */
final class MigrateRoute {

    private final Runs runs;
    private final Definitions definitions;
    private final Admission admission;

    MigrateRoute(Runs runs, Definitions definitions, Admission admission) {
        this.runs = runs;
        this.definitions = definitions;
        this.admission = admission;
    }

    Route route() {
        return Route.post("/v1/runs/{id}:migrate", Route.Content.JSON_OR_NOTHING, this::migrate);
    }

    /** @param version null for the latest */
    private record Wanted(
            RunKey run,
            @Nullable Integer version,
            boolean dryRun,
            @Nullable String reason) {}

    private CompletionStage<HttpResponse> migrate(Exchange exchange) {
        String id = exchange.path(0);
        Optional<Refusal> refusal = exchange.query()
                .refusal()
                .or(() -> RunIds.isOne(id) ? Optional.empty() : Optional.of(RunAnswers.notFound(id)))
                .or(admission::ofWrite);
        return refusal.isPresent() ? exchange.refuse(refusal.get()) : exchange.json(body -> migrate(exchange, body));
    }

    private CompletionStage<HttpResponse> migrate(Exchange exchange, JsonNode body) {
        Fields fields = Fields.of(body);
        Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
        Boolean dryRun = fields.flag("dryRun");
        String reason = fields.text("reason", RunRoutes.REASON_CHARS_MAX);
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Wanted wanted = new Wanted(exchange.run(exchange.path(0)), version, Boolean.TRUE.equals(dryRun), reason);
        return runs.get(wanted.run()).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done -> find(exchange, wanted, done.state());
            case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
        });
    }

    private CompletionStage<HttpResponse> find(Exchange exchange, Wanted wanted, RunState state) {
        String workflow = state.started().workflow();
        CompletionStage<Optional<Definitions.Version>> found = wanted.version() == null
                ? CompletableFuture.completedFuture(definitions.latest(exchange.tenant(), workflow))
                : definitions.version(exchange.tenant(), workflow, wanted.version());
        return found.thenCompose(target -> target.isEmpty()
                ? exchange.refuse(Refusal.of(
                        ErrorCode.WORKFLOW_NOT_FOUND,
                        "There is no version " + wanted.version() + " of workflow " + workflow + ".",
                        "GET /v1/workflows/" + workflow + "/versions lists those that there are."))
                : wanted.dryRun() ? tryOut(exchange, state, target.get()) : tell(exchange, wanted, target.get()));
    }

    private CompletionStage<HttpResponse> tell(Exchange exchange, Wanted wanted, Definitions.Version target) {
        RunCommand.Migrate migrate =
                new RunCommand.Migrate(target.number(), target.definition().digest(), wanted.reason());
        return runs.tell(wanted.run(), migrate, exchange.principal(), "migrate")
                .thenApply(reply -> RunAnswers.answer(exchange, reply, View.SUMMARY));
    }

    /** Changes nothing. */
    private CompletionStage<HttpResponse> tryOut(Exchange exchange, RunState state, Definitions.Version target) {
        RunInfo info = state.started();
        return definitions
                .version(exchange.tenant(), info.workflow(), info.version())
                .thenApply(current -> {
                    List<String> reasons = current.isEmpty()
                            ? List.of("its own version is not there any more")
                            : Migration.reasons(
                                    state,
                                    current.get().definition().plan(),
                                    target.definition().plan());
                    return Answers.json(200, out -> report(out, info, target.number(), reasons));
                });
    }

    private static void report(JsonGenerator out, RunInfo info, int version, List<String> reasons) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", info.runId());
        out.writeNumberField("fromVersion", info.version());
        out.writeNumberField("version", version);
        out.writeBooleanField("possible", reasons.isEmpty());
        out.writeArrayFieldStart("reasons");
        for (String reason : reasons) {
            out.writeString(reason);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}

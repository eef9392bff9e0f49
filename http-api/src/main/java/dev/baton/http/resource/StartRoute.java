package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.RunJson.View;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/runs}: the one route that must be fast.
 *
 * <p>A start is named by the client's own id or by its {@code Idempotency-Key}; repeated, it finds the run that is there.
 * Nobody can repeat a start without a name, so only named ones pay for the digest that tells whether the repetition
 * is one.
 */
final class StartRoute {

    private static final int PRIORITY_MAX = 100;
    private static final int VERSION_MAX = Integer.MAX_VALUE;

    /** No digest is like it, so a later start that names this run's id is another request. */
    private static final String UNNAMED = "unnamed";

    private final Runs runs;
    private final Definitions definitions;
    private final StartIds ids;
    private final Admission admission;
    private final LongPolls polls;
    private final InstantSource clock;
    private final Duration waitMax;

    StartRoute(
            Runs runs,
            Definitions definitions,
            StartIds ids,
            Admission admission,
            LongPolls polls,
            InstantSource clock,
            Duration waitMax) {
        this.runs = runs;
        this.definitions = definitions;
        this.ids = ids;
        this.admission = admission;
        this.polls = polls;
        this.clock = clock;
        this.waitMax = waitMax;
    }

    Route route() {
        return Route.post("/v1/runs", Route.Content.JSON, this::start);
    }

    /** @param digest of what was asked for; {@link #UNNAMED} if it cannot be asked for again */
    private record Request(
            StartIds.Asked asked,
            String workflow,
            @Nullable Integer version,
            JsonNode input,
            Map<String, String> labels,
            int priority,
            @Nullable Instant deadline,
            String digest,
            Duration patience,
            View view) {
        boolean named() {
            return !digest.equals(UNNAMED);
        }
    }

    private CompletionStage<HttpResponse> start(Exchange exchange) {
        View view = RunAnswers.view(exchange.query());
        Duration patience = exchange.query().duration("wait", waitMax);
        Optional<Refusal> refusal =
                exchange.query().refusal().or(() -> admission.ofStart(exchange.tenant(), exchange.principal()));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> start(exchange, body, patience, view));
    }

    private CompletionStage<HttpResponse> start(Exchange exchange, JsonNode body, Duration patience, View view) {
        String key = exchange.header("Idempotency-Key");
        Optional<Refusal> badKey = RunIds.badKey(key);
        if (badKey.isPresent()) {
            return exchange.refuse(badKey.get());
        }
        Fields fields = Fields.of(body);
        String workflow = fields.requiredText("workflow", Names.CHARS_MAX);
        Integer version = fields.integer("version", 1, VERSION_MAX);
        JsonNode input = fields.json("input");
        String id = fields.text("id", RunIds.PATTERN, RunIds.RULE);
        Map<String, String> labels = fields.labels("labels");
        Integer priority = fields.integer("priority", -PRIORITY_MAX, PRIORITY_MAX);
        Instant deadline = fields.instant("deadline");
        String region = fields.text("region", Names.CHARS_MAX);
        Optional<Refusal> refusal = fields.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        boolean named = id != null || key != null;
        return resolve(
                exchange,
                new Request(
                        new StartIds.Asked(exchange.tenant(), id, key, region),
                        workflow,
                        version,
                        Objects.requireNonNullElseGet(input, JsonNodeFactory.instance::objectNode),
                        labels,
                        Objects.requireNonNullElse(priority, 0),
                        deadline,
                        named ? digest(body) : UNNAMED,
                        patience,
                        view));
    }

    /** Of what is asked for, not of the name under which it is. */
    private static String digest(JsonNode body) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) body);
        asked.remove("id");
        return CanonicalJson.digest(asked);
    }

    private CompletionStage<HttpResponse> resolve(Exchange exchange, Request request) {
        CompletionStage<Optional<Definitions.Version>> found = request.version() == null
                ? CompletableFuture.completedFuture(definitions.latest(exchange.tenant(), request.workflow()))
                : definitions.version(exchange.tenant(), request.workflow(), request.version());
        return found.thenCompose(version -> {
            RegionPolicy policy =
                    version.map(known -> known.definition().region()).orElse(RegionPolicy.ANYWHERE);
            StartIds.Chosen chosen = ids.choose(request.asked(), policy);
            Optional<Refusal> refusal = version.isEmpty()
                    ? Optional.of(unknown(request))
                    : check(request, version.get()).or(chosen::refusal);
            return refusal.isPresent()
                    ? recall(exchange, request, chosen.run(), refusal.get())
                    : tell(exchange, request, chosen, version.orElseThrow());
        });
    }

    private static Refusal unknown(Request request) {
        String version = request.version() == null ? "" : " version " + request.version();
        return Refusal.of(
                ErrorCode.WORKFLOW_NOT_FOUND,
                "There is no workflow " + request.workflow() + version + ".",
                "Apply it first: PUT /v1/workflows/{name}.");
    }

    private Optional<Refusal> check(Request request, Definitions.Version version) {
        if (request.deadline() != null && !request.deadline().isAfter(clock.instant())) {
            return Optional.of(
                    Refusal.of(ErrorCode.DEADLINE_PASSED, "The deadline, " + request.deadline() + ", is in the past."));
        }
        SchemaCheck schema = version.definition().input();
        List<String> violations = schema == null ? List.of() : schema.violations(request.input());
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.INVALID_INPUT,
                        "The input does not match the schema of " + request.workflow() + " version " + version.number()
                                + ".",
                        violations.stream()
                                .map(violation -> Fault.at("/input", "schema", violation))
                                .toList()));
    }

    /** What was right when it was asked first stays answered, even if it would be refused by now. */
    private CompletionStage<HttpResponse> recall(Exchange exchange, Request request, RunKey run, Refusal refusal) {
        if (!request.named()) {
            return exchange.refuse(refusal);
        }
        return runs.get(run, request.view().detail()).thenCompose(reply -> {
            boolean same = reply instanceof Runs.Reply.Done done
                    && done.state().started().requestDigest().equals(request.digest());
            return same ? answer(exchange, request, (Runs.Reply.Done) reply) : exchange.refuse(refusal);
        });
    }

    private CompletionStage<HttpResponse> tell(
            Exchange exchange, Request request, StartIds.Chosen chosen, Definitions.Version version) {
        RunCommand.Start start = new RunCommand.Start(
                chosen.run().runId(),
                request.workflow(),
                version.number(),
                version.definition().digest(),
                new Payload(request.input()),
                chosen.labels(request.labels()),
                request.priority(),
                request.deadline(),
                request.digest(),
                null);
        return admission
                .watched(runs.tell(
                        chosen.run(),
                        start,
                        exchange.principal(),
                        "start",
                        request.view().detail()))
                .thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Done done -> answer(exchange, request, done);
                    case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
                });
    }

    private static RunKey run(Runs.Reply.Done done) {
        return new RunKey(
                done.state().started().tenant(), done.state().started().runId());
    }

    private CompletionStage<HttpResponse> answer(Exchange exchange, Request request, Runs.Reply.Done done) {
        int status = done.changed() ? 201 : 200;
        return polls.await(
                        run(done),
                        done.state(),
                        request.patience(),
                        request.view().detail())
                .handle((later, failure) -> {
                    // The run is started and durable, whatever became of the wait.
                    RunState state = later instanceof Runs.Reply.Done ended ? ended.state() : done.state();
                    return Answers.json(status, RunJson.writer(state, request.view()))
                            .addHeader(Answers.header(
                                    "Location", "/v1/runs/" + run(done).runId()));
                });
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.trigger.Delivery;
import dev.baton.actors.trigger.SignatureScheme;
import dev.baton.actors.trigger.Signatures;
import dev.baton.actors.trigger.TriggerDecision;
import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.trigger.Triggers;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.HookMetrics.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/hooks/{name}}: an event from outside. Nothing of it is looked at before its signature is known to be good;
 * why one is not is said in the log alone.
 */
final class HookRoute {

    private static final Logger LOG = LoggerFactory.getLogger(HookRoute.class);

    private static final int BODY_BYTES_MAX = 1024 * 1024;
    private static final Duration SECRET_RETRY = Duration.ofSeconds(30);
    private static final String LABEL_TRIGGER = "baton/trigger";
    private static final String LABEL_DELIVERY = "baton/delivery";

    private final Triggers triggers;
    private final Secrets secrets;
    private final WorkflowStarts starts;
    private final Runs runs;
    private final Admission admission;
    private final InstantSource clock;
    private final HookMetrics metrics;

    HookRoute(
            Triggers triggers,
            Secrets secrets,
            WorkflowStarts starts,
            Runs runs,
            Admission admission,
            InstantSource clock,
            HookMetrics metrics) {
        this.metrics = metrics;
        this.triggers = triggers;
        this.secrets = secrets;
        this.starts = starts;
        this.runs = runs;
        this.admission = admission;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/v1/hooks/{name}", Route.Content.ANY, this::take);
    }

    private CompletionStage<HttpResponse> take(Exchange exchange) {
        Optional<Refusal> refusal = admission.ofStart(exchange.tenant(), exchange.principal());
        String name = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.bytes(body -> body.length() > BODY_BYTES_MAX
                        ? exchange.refuse(tooLarge())
                        : triggers.find(exchange.tenant(), name)
                                .thenCompose(found -> found.isPresent() && Names.isOne(name)
                                        ? verify(exchange, triggers.definition(found.get()), body)
                                        : exchange.refuse(TriggerRoutes.notFound(name))));
    }

    private static Refusal tooLarge() {
        return Refusal.of(
                ErrorCode.TOO_LARGE,
                "An event may have at most " + BODY_BYTES_MAX + " bytes.",
                "Send a reference to the data instead.");
    }

    private CompletionStage<HttpResponse> verify(Exchange exchange, TriggerDefinition trigger, ByteString bytes) {
        List<Secret> known = new ArrayList<>();
        for (SecretReference reference : trigger.secrets()) {
            secrets.find(reference)
                    .ifPresentOrElse(
                            known::add,
                            () -> LOG.warn(
                                    "Trigger {} names {}, which this server does not have: it is no file in baton.secrets.folder"
                                            + " and no variable",
                                    trigger.name(),
                                    reference));
        }
        if (known.isEmpty()) {
            metrics.count(Result.NO_SECRET);
            return exchange.refuse(Refusal.later(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "This server does not have the secrets of the trigger; its log says which. Its operator puts each"
                            + " into a file in baton.secrets.folder, or into a variable BATON_SECRET_NAME.",
                    SECRET_RETRY));
        }
        Delivery delivery = new Delivery(exchange.headers(), bytes.toArray());
        return switch (Signatures.verify(trigger.scheme(), delivery, known, clock.instant())) {
            case Signatures.Verdict.Genuine ignored -> read(exchange, trigger, delivery, bytes);
            case Signatures.Verdict.Doubtful doubtful -> {
                metrics.count(Result.UNSIGNED);
                LOG.info("Trigger {} refuses a delivery: {}", trigger.name(), doubtful.reason());
                yield exchange.refuse(Refusal.of(
                        ErrorCode.SIGNATURE_INVALID,
                        "The signature is missing, wrong or too old.",
                        "Check the secret and the clock of the sender; the log of this server says more."));
            }
        };
    }

    private CompletionStage<HttpResponse> read(
            Exchange exchange, TriggerDefinition trigger, Delivery delivery, ByteString bytes) {
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        exchange.query().all().forEach((name, values) -> query.put(name, String.join(",", values)));
        Json.Parsed parsed = exchange.carriesJson()
                ? Json.parse(bytes)
                : new Json.Parsed.Of(TextNode.valueOf(bytes.decodeString(StandardCharsets.UTF_8)));
        return switch (parsed) {
            case Json.Parsed.Not not -> exchange.refuse(not.refusal());
            case Json.Parsed.Of(JsonNode body) -> {
                boolean challenge = trigger.scheme() instanceof SignatureScheme.Slack
                        && body.path("type").asText().equals("url_verification");
                if (challenge) {
                    metrics.count(Result.IGNORED);
                }
                yield challenge
                        ? Answers.now(Answers.json(200, out -> {
                            out.writeStartObject();
                            out.writeStringField(
                                    "challenge", body.path("challenge").asText());
                            out.writeEndObject();
                        }))
                        : act(exchange, trigger, TriggerDecision.of(trigger, delivery, query, body), bytes);
            }
        };
    }

    private CompletionStage<HttpResponse> act(
            Exchange exchange, TriggerDefinition trigger, TriggerDecision decision, ByteString bytes) {
        return switch (decision) {
            case TriggerDecision.Ignored ignored -> {
                metrics.count(Result.IGNORED);
                yield Answers.now(answer("ignored", null));
            }
            case TriggerDecision.Unusable unusable -> {
                metrics.count(Result.UNUSABLE);
                yield exchange.refuse(Refusal.of(
                        ErrorCode.EVENT_UNUSABLE, unusable.message() + ".", "Correct the trigger, or what is sent."));
            }
            case TriggerDecision.Start start -> start(exchange, trigger, start, bytes);
            case TriggerDecision.Signal signal -> signal(exchange, trigger, signal);
        };
    }

    /** The run's id follows from trigger and delivery, the digest from the very bytes that were sent. */
    private CompletionStage<HttpResponse> start(
            Exchange exchange, TriggerDefinition trigger, TriggerDecision.Start start, ByteString bytes) {
        Map<String, String> labels = new LinkedHashMap<>(trigger.labels());
        labels.put(LABEL_TRIGGER, trigger.name());
        labels.put(LABEL_DELIVERY, start.delivery());
        String run = RunIds.derived(exchange.tenant(), "trigger\n" + trigger.name() + "\n" + start.delivery());
        WorkflowStarts.Wanted wanted = new WorkflowStarts.Wanted(
                exchange.run(run),
                start.action().workflow(),
                start.action().version(),
                start.input(),
                labels,
                "event:"
                        + CanonicalJson.digest(
                                TextNode.valueOf(Base64.getEncoder().encodeToString(bytes.toArray()))));
        return starts.start(wanted, principal(trigger), "trigger:" + trigger.name())
                .thenApply(result -> {
                    metrics.count(result(result));
                    return result;
                })
                .thenApply(result -> switch (result) {
                    case WorkflowStarts.Result.Started started ->
                        answer(started.repeated() ? "repeated" : "started", run);
                    case WorkflowStarts.Result.NoWorkflow none ->
                        exchange.refusal(Refusal.of(ErrorCode.WORKFLOW_NOT_FOUND, none.message(), "Apply it."));
                    case WorkflowStarts.Result.InvalidInput invalid ->
                        exchange.refusal(Refusal.of(
                                ErrorCode.INVALID_INPUT,
                                "The input does not match the schema of "
                                        + start.action().workflow() + ".",
                                invalid.violations().stream()
                                        .map(violation -> Fault.at("/input", "schema", violation))
                                        .toList()));
                    case WorkflowStarts.Result.Refused refused ->
                        exchange.refusal(Failures.refusal(refused.rejection()));
                });
    }

    private CompletionStage<HttpResponse> signal(
            Exchange exchange, TriggerDefinition trigger, TriggerDecision.Signal signal) {
        RunCommand.Signal command = new RunCommand.Signal(
                signal.name(), new Payload(signal.payload()), trigger.name() + "/" + signal.delivery());
        return runs.tell(exchange.run(signal.run()), command, principal(trigger), "trigger:" + trigger.name())
                .thenApply(reply -> {
                    metrics.count(result(reply));
                    return reply;
                })
                .thenApply(reply -> switch (reply) {
                    case Runs.Reply.Done done -> answer(done.changed() ? "signalled" : "repeated", signal.run());
                    case Runs.Reply.Refused refused -> exchange.refusal(Failures.refusal(refused.rejection()));
                });
    }

    private static Result result(WorkflowStarts.Result result) {
        return switch (result) {
            case WorkflowStarts.Result.Started started -> started.repeated() ? Result.REPEATED : Result.STARTED;
            case WorkflowStarts.Result.NoWorkflow ignored -> Result.REFUSED;
            case WorkflowStarts.Result.InvalidInput ignored -> Result.REFUSED;
            case WorkflowStarts.Result.Refused ignored -> Result.REFUSED;
        };
    }

    private static Result result(Runs.Reply reply) {
        return switch (reply) {
            case Runs.Reply.Done done -> done.changed() ? Result.SIGNALLED : Result.REPEATED;
            case Runs.Reply.Refused ignored -> Result.REFUSED;
        };
    }

    /** The sender is whoever has the secret, whatever it says of itself. */
    private static Principal principal(TriggerDefinition trigger) {
        return new Principal(Principal.Kind.SERVICE, "trigger/" + trigger.name(), null);
    }

    private static HttpResponse answer(String status, @Nullable String run) {
        HttpResponse response = Answers.json(202, out -> {
            out.writeStartObject();
            out.writeStringField("status", status);
            if (run != null) {
                out.writeStringField("run", run);
            }
            out.writeEndObject();
        });
        return run == null ? response : response.addHeader(Answers.header("Location", "/v1/runs/" + run));
    }
}

package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.OutputCheck;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fields;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Records what somebody outside reports of an attempt. It is held against the agent's schema first, as every output is:
 * one that does not match is recorded as the failure that it is.
 */
final class AttemptResults {

    private static final int MESSAGE_CHARS_MAX = 100_000;

    /** What an agent can say of itself; the other kinds are for Baton to say. */
    private static final Map<String, ErrorKind> KINDS = Stream.of(
                    ErrorKind.REJECTED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.BUG)
            .collect(Collectors.toMap(ErrorKind::code, kind -> kind));

    private final Runs runs;
    private final Catalog catalog;

    AttemptResults(Runs runs, Catalog catalog) {
        this.runs = runs;
        this.catalog = catalog;
    }

    /** Reads {@code output}, {@code usage} and {@code confidence}. */
    static AttemptResult succeeded(Fields fields) {
        JsonNode output = fields.json("output");
        if (output == null) {
            fields.fault("output", "missing-field", "is required");
        }
        return new AttemptResult.Succeeded(
                output == null ? Payload.NULL : new Payload(output), usage(fields), fields.number("confidence", 0, 1));
    }

    private static Usage usage(Fields fields) {
        Fields counts = fields.object("usage");
        if (counts == null) {
            return Usage.NONE;
        }
        Usage usage = new Usage(counts.count("inputTokens"), counts.count("outputTokens"), counts.count("costMicros"));
        fields.include("usage", counts);
        return usage;
    }

    /** Reads {@code error}: {@code {message, kind?, details?}}. */
    static AttemptResult failed(Fields fields) {
        Fields error = fields.object("error");
        if (error == null) {
            fields.fault("error", "missing-field", "is required: an object with a message");
            return new AttemptResult.Failed(RunError.of(ErrorKind.REJECTED, ""), null);
        }
        String message = error.requiredText("message", MESSAGE_CHARS_MAX);
        String kind = Objects.requireNonNullElse(error.text("kind", Names.CHARS_MAX), ErrorKind.REJECTED.code());
        if (!KINDS.containsKey(kind)) {
            error.fault("kind", "out-of-range", "must be one of " + String.join(", ", KINDS.keySet()));
        }
        JsonNode details = error.json("details");
        fields.include("error", error);
        return new AttemptResult.Failed(
                new RunError(
                        KINDS.getOrDefault(kind, ErrorKind.REJECTED),
                        message,
                        details == null ? null : new Payload(details)),
                null);
    }

    CompletionStage<HttpResponse> record(
            Exchange exchange, RunKey run, String attempt, AttemptResult result, String cause) {
        return checked(run, attempt, result)
                .thenCompose(checked ->
                        runs.tell(run, new RunCommand.RecordResult(attempt, checked.result()), checked.by(), cause))
                .thenApply(reply -> switch (reply) {
                    case Runs.Reply.Done done ->
                        Answers.json(200, out -> {
                            out.writeStartObject();
                            out.writeStringField("attempt", attempt);
                            out.writeStringField("status", done.changed() ? "recorded" : "repeated");
                            out.writeEndObject();
                        });
                    case Runs.Reply.Refused refused -> exchange.refusal(Failures.refusal(refused.rejection()));
                });
    }

    private record Checked(AttemptResult result, Principal by) {}

    private CompletionStage<Checked> checked(RunKey run, String attempt, AttemptResult result) {
        return agent(run, attempt)
                .thenApply(agent -> agent.isEmpty()
                        ? new Checked(result, Principal.SYSTEM)
                        : new Checked(
                                OutputCheck.check(agent.get(), result),
                                new Principal(Principal.Kind.AGENT, agent.get().name(), null)));
    }

    /** Who has the attempt; empty if it is over. */
    CompletionStage<Optional<AgentDefinition>> agent(RunKey run, String attempt) {
        return runs.get(run)
                .thenApply(reply -> reply instanceof Runs.Reply.Done done
                        ? agent(done.state(), run.tenant(), attempt)
                        : Optional.empty());
    }

    private Optional<AgentDefinition> agent(RunState state, String tenant, String attempt) {
        @Nullable StepState step = state.attempting(attempt);
        return step != null && step.activity() instanceof Activity.Attempting open
                ? catalog.agent(tenant, open.agent())
                : Optional.empty();
    }
}

package dev.baton.http.resource;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.trigger.Triggers;
import dev.baton.actors.webhook.WebhookDefinition;
import dev.baton.actors.webhook.Webhooks;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Applying definitions: one by its name, or all of a text at once. A text with an error changes nothing. */
final class ApplyRoutes {

    private final Definitions definitions;
    private final Schedules schedules;
    private final Triggers triggers;
    private final Webhooks webhooks;
    private final Compiler compiler;
    private final Admission admission;

    ApplyRoutes(
            Definitions definitions,
            Schedules schedules,
            Triggers triggers,
            Webhooks webhooks,
            Compiler compiler,
            Admission admission) {
        this.definitions = definitions;
        this.schedules = schedules;
        this.triggers = triggers;
        this.webhooks = webhooks;
        this.compiler = compiler;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/workflows/{name}", Content.DEFINITION, this::putWorkflow),
                Route.put("/v1/agents/{name}", Content.DEFINITION, this::putAgent),
                Route.post("/v1/definitions:apply", Content.DEFINITION, this::applyAll),
                Route.post("/v1/workflows:validate", Content.DEFINITION, this::validate));
    }

    /** @param version 0 if there are none of its kind */
    private record AppliedOne(String kind, String name, int version, String digest, boolean created) {}

    private CompletionStage<HttpResponse> putWorkflow(Exchange exchange) {
        return compiled(exchange, (compiled, source) -> {
            Optional<Refusal> refusal = Compiler.alone(
                    exchange.path(0),
                    "workflow",
                    compiled.workflows().stream().map(WorkflowDefinition::name).toList(),
                    compiled.size() - compiled.workflows().size());
            return refusal.isPresent()
                    ? exchange.refuse(refusal.get())
                    : definitions
                            .apply(exchange.tenant(), compiled.workflows().get(0), source, exchange.principal())
                            .thenApply(applied -> answer("workflows", "Workflow", applied, compiled));
        });
    }

    private CompletionStage<HttpResponse> putAgent(Exchange exchange) {
        return compiled(exchange, (compiled, source) -> {
            Optional<Refusal> refusal = Compiler.alone(
                    exchange.path(0),
                    "agent",
                    compiled.agents().stream().map(AgentDefinition::name).toList(),
                    compiled.size() - compiled.agents().size());
            return refusal.isPresent()
                    ? exchange.refuse(refusal.get())
                    : definitions
                            .apply(exchange.tenant(), compiled.agents().get(0), source, exchange.principal())
                            .thenApply(applied -> answer("agents", "Agent", applied, compiled));
        });
    }

    private static HttpResponse answer(
            String collection, String kind, DefinitionStore.Applied applied, Compiled compiled) {
        String location = "/v1/" + collection + "/" + applied.row().name() + "/versions/"
                + applied.row().version();
        return Answers.json(applied.created() ? 201 : 200, out -> {
                    out.writeStartObject();
                    out.writeStringField("kind", kind);
                    out.writeStringField("name", applied.row().name());
                    out.writeNumberField("version", applied.row().version());
                    out.writeStringField("digest", applied.row().digest());
                    out.writeBooleanField("created", applied.created());
                    DefinitionJson.writeProblems(out, "warnings", compiled.problems());
                    out.writeEndObject();
                })
                .addHeader(Answers.header("Location", location));
    }

    private CompletionStage<HttpResponse> applyAll(Exchange exchange) {
        return compiled(exchange, (compiled, source) -> {
            Sources sources = new Sources(source);
            CompletionStage<List<AppliedOne>> all = CompletableFuture.completedFuture(new ArrayList<>());
            // Agents first: no run of a new workflow is to miss the agent that came with it.
            for (AgentDefinition agent : compiled.agents()) {
                all = all.thenCompose(done -> definitions
                        .apply(
                                exchange.tenant(),
                                agent,
                                sources.of("Agent", agent.name(), agent.canonical()),
                                exchange.principal())
                        .thenApply(applied -> add(done, "Agent", applied)));
            }
            for (WorkflowDefinition workflow : compiled.workflows()) {
                all = all.thenCompose(done -> definitions
                        .apply(
                                exchange.tenant(),
                                workflow,
                                sources.of("Workflow", workflow.name(), workflow.canonical()),
                                exchange.principal())
                        .thenApply(applied -> add(done, "Workflow", applied)));
            }
            // Schedules and triggers last: what they start is there.
            for (ScheduleDefinition schedule : compiled.schedules()) {
                all = all.thenCompose(done -> schedules
                        .tell(
                                new ScheduleKey(exchange.tenant(), schedule.name()),
                                new ScheduleCommand.Apply(
                                        schedule, sources.of("Schedule", schedule.name(), schedule.canonical())),
                                exchange.principal())
                        .thenApply(reply -> add(done, schedule, reply)));
            }
            for (TriggerDefinition trigger : compiled.triggers()) {
                all = all.thenCompose(done -> triggers.apply(
                                exchange.tenant(),
                                trigger,
                                sources.of("Trigger", trigger.name(), trigger.canonical()),
                                exchange.principal())
                        .thenApply(applied -> add(done, "Trigger", applied)));
            }
            for (WebhookDefinition webhook : compiled.webhooks()) {
                all = all.thenCompose(done -> webhooks.apply(
                                exchange.tenant(),
                                webhook,
                                sources.of("Webhook", webhook.name(), webhook.canonical()),
                                exchange.principal())
                        .thenApply(applied ->
                                add(done, "Webhook", new DefinitionStore.Applied(applied.row(), applied.created()))));
            }
            return all.thenApply(done -> Answers.json(200, out -> {
                out.writeStartObject();
                out.writeArrayFieldStart("items");
                for (AppliedOne one : done) {
                    DefinitionJson.writeApplied(
                            out, one.kind(), one.name(), one.version(), one.digest(), one.created());
                }
                out.writeEndArray();
                DefinitionJson.writeProblems(out, "warnings", compiled.problems());
                out.writeEndObject();
            }));
        });
    }

    private static List<AppliedOne> add(List<AppliedOne> done, String kind, DefinitionStore.Applied applied) {
        done.add(new AppliedOne(
                kind,
                applied.row().name(),
                applied.row().version(),
                applied.row().digest(),
                applied.created()));
        return done;
    }

    /** Applying a schedule is never refused. */
    private static List<AppliedOne> add(List<AppliedOne> done, ScheduleDefinition schedule, Schedules.Reply reply) {
        boolean changed = reply instanceof Schedules.Reply.Done applied && applied.changed();
        done.add(new AppliedOne("Schedule", schedule.name(), 0, schedule.digest(), changed));
        return done;
    }

    private CompletionStage<HttpResponse> validate(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.text(source -> compiler.compile(exchange.tenant(), source)
                        .thenApply(compiled -> Answers.json(200, out -> {
                            out.writeStartObject();
                            out.writeBooleanField("valid", !compiled.hasErrors());
                            DefinitionJson.writeProblems(out, "problems", compiled.problems());
                            out.writeEndObject();
                        })));
    }

    @FunctionalInterface
    private interface Next {
        CompletionStage<HttpResponse> with(Compiled compiled, String source);
    }

    private CompletionStage<HttpResponse> compiled(Exchange exchange, Next next) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.text(source -> compiler.compile(exchange.tenant(), source)
                        .thenCompose(compiled -> {
                            Optional<Refusal> wrong = Compiler.refusal(compiled);
                            return wrong.isPresent() ? exchange.refuse(wrong.get()) : next.with(compiled, source);
                        }));
    }
}

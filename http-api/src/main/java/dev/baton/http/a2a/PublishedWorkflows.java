package dev.baton.http.a2a;

import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Definitions;
import dev.baton.http.exchange.Exchange;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every workflow is an agent. */
final class PublishedWorkflows implements Directory {

    private final Definitions definitions;

    PublishedWorkflows(Definitions definitions) {
        this.definitions = definitions;
    }

    @Override
    public String path() {
        return "/a2a";
    }

    @Override
    public Optional<Listed> find(String tenant, String name) {
        return definitions.latest(tenant, name).map(PublishedWorkflows::listed);
    }

    private static Listed listed(Definitions.Version version) {
        WorkflowDefinition workflow = version.definition();
        SchemaCheck input = workflow.input();
        String description = workflow.description().isEmpty()
                ? "Runs the workflow " + workflow.name() + "."
                : workflow.description();
        return new Listed(
                workflow.name(),
                Integer.toString(version.number()),
                description,
                workflow.labels(),
                input == null ? null : input.schema(),
                null,
                version);
    }

    @Override
    public String condition() {
        return "a workflow of this name is to be applied first";
    }

    @Override
    public CompletionStage<Void> prepare(Exchange exchange, Listed agent) {
        return CompletableFuture.completedFuture(null);
    }
}

package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.run.Principal;
import dev.baton.http.exchange.Exchange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every registered agent can be asked, whatever connector it has: a task is a run of a workflow of one step, so that it is
 * durable, limited and on record like any other call of the agent. The workflow is made of the agent's definition, and
 * applied when the agent is first asked.
 */
final class Gateway implements Directory {

    /** The workflow of an agent has its name behind this. */
    static final String PREFIX = "agent.";

    private static final int NAME_CHARS_MAX = 128;
    private static final int KNOWN_MAX = 1_000;
    private static final int VERSION_CHARS = 12;

    private final Catalog catalog;
    private final Definitions definitions;
    private final Map<Agent, WorkflowDefinition> made = new ConcurrentHashMap<>();

    private record Agent(String tenant, String digest) {}

    Gateway(Catalog catalog, Definitions definitions) {
        this.catalog = catalog;
        this.definitions = definitions;
    }

    @Override
    public String path() {
        return "/a2a/agents";
    }

    @Override
    public Optional<Listed> find(String tenant, String name) {
        return PREFIX.length() + name.length() > NAME_CHARS_MAX
                ? Optional.empty()
                : catalog.agent(tenant, name).map(agent -> listed(tenant, agent));
    }

    private Listed listed(String tenant, AgentDefinition agent) {
        WorkflowDefinition workflow = workflow(tenant, agent);
        Definitions.Version version = definitions
                .latest(tenant, workflow.name())
                .filter(latest -> latest.definition().digest().equals(workflow.digest()))
                .orElseGet(() -> new Definitions.Version(0, workflow));
        return new Listed(
                agent.name(),
                agent.digest().substring(0, VERSION_CHARS),
                agent.mandate(),
                agent.labels(),
                schema(agent.input()),
                schema(agent.output()),
                version);
    }

    private static @Nullable JsonNode schema(@Nullable SchemaCheck check) {
        return check == null ? null : check.schema();
    }

    private WorkflowDefinition workflow(String tenant, AgentDefinition agent) {
        if (made.size() >= KNOWN_MAX) {
            made.clear();
        }
        return made.computeIfAbsent(
                new Agent(tenant, agent.digest()),
                ignored ->
                        WorkflowCompiler.compile(definition(agent)).workflows().getFirst());
    }

    private static String definition(AgentDefinition agent) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.put("apiVersion", "baton/v1").put("kind", "Workflow");
        definition
                .putObject("metadata")
                .put("name", PREFIX + agent.name())
                .put("description", "Asks the agent " + agent.name() + ".");
        ObjectNode spec = definition.putObject("spec");
        if (agent.input() != null) {
            spec.set("input", agent.input().schema());
        }
        spec.putArray("do").addObject().put("id", "ask").put("agent", agent.name());
        return definition.toString();
    }

    @Override
    public String condition() {
        return "an agent of this name is to be applied first";
    }

    @Override
    public CompletionStage<Void> prepare(Exchange exchange, Listed agent) {
        WorkflowDefinition workflow = agent.workflow().definition();
        return agent.workflow().number() > 0
                ? CompletableFuture.completedFuture(null)
                : definitions
                        .apply(exchange.tenant(), workflow, workflow.canonical(), Principal.SYSTEM)
                        .thenAccept(applied -> {});
    }
}

package dev.baton.actors.catalog;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.BuiltInAgents;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.run.AgentRoute;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Principal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps what was applied, compiled, in memory; the store is asked only for what this node has never seen. */
public final class DefinitionCatalog implements Catalog, Definitions {

    private record Named(String tenant, String name) {}

    private record Digested(String tenant, String digest) {}

    private final DefinitionStore workflows;
    private final DefinitionStore agents;
    private final Function<String, WorkflowDefinition> workflowReader;
    private final Function<String, AgentDefinition> agentReader;
    private final InstantSource clock;
    private final Map<Digested, WorkflowDefinition> byDigest = new ConcurrentHashMap<>();
    private final Map<Named, Version> latest = new ConcurrentHashMap<>();
    private final Map<Numbered, Version> byNumber = new ConcurrentHashMap<>();
    private final Map<Named, AgentVersion> agentByName = new ConcurrentHashMap<>();

    private record Numbered(String tenant, String name, int number) {}

    private record AgentVersion(int number, AgentDefinition definition) {}

    /** @param workflowReader compiles canonical JSON that was accepted before; @param agentReader likewise */
    public DefinitionCatalog(
            DefinitionStore workflows,
            DefinitionStore agents,
            Function<String, WorkflowDefinition> workflowReader,
            Function<String, AgentDefinition> agentReader,
            InstantSource clock) {
        this.workflows = workflows;
        this.agents = agents;
        this.workflowReader = workflowReader;
        this.agentReader = agentReader;
        this.clock = clock;
    }

    /** Loads everything that was applied before; completes when runs can start. */
    public CompletionStage<Void> load() {
        return agents.all()
                .thenAccept(rows -> rows.forEach(this::rememberAgent))
                .thenCompose(done -> workflows.all())
                .thenAccept(rows -> rows.forEach(this::rememberWorkflow));
    }

    /** Reads the latest version of the workflow and of the agent with this name, which another node has applied. */
    public CompletionStage<Void> refresh(String tenant, String name) {
        return agents.latest(tenant, name)
                .thenAccept(row -> row.ifPresent(this::rememberAgent))
                .thenCompose(done -> workflows.latest(tenant, name))
                .thenAccept(row -> row.ifPresent(this::rememberWorkflow));
    }

    /** The latest version of each agent, with its tenant. */
    public void eachAgent(BiConsumer<String, AgentDefinition> action) {
        agentByName.forEach((name, agent) -> action.accept(name.tenant(), agent.definition()));
    }

    private Version rememberWorkflow(DefinitionRow row) {
        WorkflowDefinition definition = byDigest.computeIfAbsent(
                new Digested(row.tenant(), row.digest()), missing -> workflowReader.apply(row.canonical()));
        Version version = new Version(row.version(), definition);
        byNumber.put(new Numbered(row.tenant(), row.name(), row.version()), version);
        latest.merge(
                new Named(row.tenant(), row.name()),
                version,
                (known, added) -> known.number() >= added.number() ? known : added);
        return version;
    }

    private void rememberAgent(DefinitionRow row) {
        Named name = new Named(row.tenant(), row.name());
        AgentVersion known = agentByName.get(name);
        if (known == null || known.number() < row.version()) {
            agentByName.put(name, new AgentVersion(row.version(), agentReader.apply(row.canonical())));
        }
    }

    @Override
    public Optional<AgentDefinition> agent(String tenant, String name) {
        AgentVersion found = agentByName.get(new Named(tenant, name));
        return found == null ? BuiltInAgents.named(name) : Optional.of(found.definition());
    }

    @Override
    public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
        return Optional.ofNullable(byDigest.get(new Digested(tenant, digest)));
    }

    @Override
    public KnownWorkflows known(String tenant) {
        return new Known(tenant);
    }

    private final class Known implements KnownWorkflows {

        private final String tenant;

        private Known(String tenant) {
            this.tenant = tenant;
        }

        @Override
        public Optional<KnownWorkflows.Known> find(String name, @Nullable Integer number) {
            return Optional.ofNullable(
                            number == null
                                    ? latest.get(new Named(tenant, name))
                                    : byNumber.get(new Numbered(tenant, name, number)))
                    .map(version -> new KnownWorkflows.Known(
                            version.number(),
                            version.definition().digest(),
                            version.definition().input()));
        }

        @Override
        public AgentRoute.KnownAgent agent(String name) {
            AgentVersion found = agentByName.get(new Named(tenant, name));
            return found == null
                    ? new AgentRoute.KnownAgent(
                            Map.of(), BuiltInAgents.named(name).isPresent())
                    : new AgentRoute.KnownAgent(found.definition().labels(), false);
        }
    }

    @Override
    public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
        @Nullable WorkflowDefinition known = byDigest.get(new Digested(tenant, digest));
        return known != null
                ? CompletableFuture.completedStage(Optional.of(known))
                : workflows
                        .byDigest(tenant, digest)
                        .thenApply(found -> found.map(this::rememberWorkflow).map(Version::definition));
    }

    @Override
    public Optional<Version> latest(String tenant, String workflow) {
        return Optional.ofNullable(latest.get(new Named(tenant, workflow)));
    }

    @Override
    public CompletionStage<Optional<Version>> version(String tenant, String workflow, int version) {
        @Nullable Version known = latest.get(new Named(tenant, workflow));
        return known != null && known.number() == version
                ? CompletableFuture.completedStage(Optional.of(known))
                : workflows.version(tenant, workflow, version).thenApply(found -> found.map(this::rememberWorkflow));
    }

    @Override
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, WorkflowDefinition definition, String source, Principal by) {
        byDigest.putIfAbsent(new Digested(tenant, definition.digest()), definition);
        return workflows
                .apply(draft(tenant, definition.name(), definition.digest(), definition.canonical(), source, by))
                .thenApply(applied -> {
                    rememberWorkflow(applied.row());
                    return applied;
                });
    }

    @Override
    public CompletionStage<DefinitionStore.Applied> apply(
            String tenant, AgentDefinition definition, String source, Principal by) {
        return agents.apply(draft(tenant, definition.name(), definition.digest(), definition.canonical(), source, by))
                .thenApply(applied -> {
                    rememberAgent(applied.row());
                    return applied;
                });
    }

    private DefinitionStore.Draft draft(
            String tenant, String name, String digest, String canonical, String source, Principal by) {
        return new DefinitionStore.Draft(tenant, name, digest, canonical, source, clock.instant(), by.id());
    }
}

package dev.baton.actors.catalog;

import dev.baton.actors.catalog.Newest.Name;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.BuiltInAgents;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.AgentRoute;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Principal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was applied, compiled, in memory; the store is asked only for what this node has never seen. What a newer
 * version has written, and this one cannot read, stands in nobody's way, and is never taken for something that is not there.
 */
public final class DefinitionCatalog implements Catalog, Definitions {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionCatalog.class);

    private record Digested(String tenant, String digest) {}

    private final DefinitionStore workflows;
    private final DefinitionStore agents;
    private final Function<String, WorkflowDefinition> workflowReader;
    private final Function<String, AgentDefinition> agentReader;
    private final InstantSource clock;
    private final Map<Digested, WorkflowDefinition> byDigest = new ConcurrentHashMap<>();
    private final Map<Numbered, Version> byNumber = new ConcurrentHashMap<>();
    private final Map<Numbered, UnreadableDefinition> unreadable = new ConcurrentHashMap<>();
    private final Newest<Version> latest = new Newest<>();
    private final Newest<AgentDefinition> latestAgents = new Newest<>();

    private record Numbered(String tenant, String name, int number) {}

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

    /** Says how much there is that this node cannot read. */
    public void measure(MeterRegistry meters) {
        measure(meters, "agent", latestAgents);
        measure(meters, "workflow", latest);
    }

    private static void measure(MeterRegistry meters, String kind, Newest<?> definitions) {
        Gauge.builder("baton.definitions.unreadable", definitions, Newest::unreadable)
                .description("Definitions whose newest version a newer Baton wrote, and this node cannot read")
                .tag("kind", kind)
                .register(meters);
    }

    /** Loads everything that was applied before and can be read; completes when runs can start. */
    public CompletionStage<Void> load() {
        return agents.all()
                .thenAccept(rows -> rows.forEach(row -> remember(row, this::rememberAgent)))
                .thenCompose(done -> workflows.all())
                .thenAccept(rows -> rows.forEach(row -> remember(row, this::rememberWorkflow)));
    }

    /** Reads the latest version of the workflow and of the agent with this name, which another node has applied. */
    public CompletionStage<Void> refresh(String tenant, String name) {
        return agents.latest(tenant, name)
                .thenAccept(found -> found.ifPresent(row -> remember(row, this::rememberAgent)))
                .thenCompose(done -> workflows.latest(tenant, name))
                .thenAccept(found -> found.ifPresent(row -> remember(row, this::rememberWorkflow)));
    }

    /** Nobody asks for it yet: who does is told. */
    private static void remember(DefinitionRow row, Consumer<DefinitionRow> reader) {
        try {
            reader.accept(row);
        } catch (UnreadableDefinition newer) {
            LOG.warn("{}", newer.getMessage());
        }
    }

    /** The latest version of each agent, with its tenant. */
    public void eachAgent(BiConsumer<String, AgentDefinition> action) {
        latestAgents.each((name, agent) -> action.accept(name.tenant(), agent));
    }

    private Version rememberWorkflow(DefinitionRow row) {
        Name name = new Name(row.tenant(), row.name());
        Numbered number = new Numbered(row.tenant(), row.name(), row.version());
        try {
            WorkflowDefinition definition = byDigest.computeIfAbsent(
                    new Digested(row.tenant(), row.digest()), missing -> read("workflow", row, workflowReader));
            Version version = new Version(row.version(), definition);
            byNumber.put(number, version);
            latest.add(name, row.version(), version);
            return version;
        } catch (UnreadableDefinition newer) {
            unreadable.put(number, newer);
            latest.add(name, row.version(), newer);
            throw newer;
        }
    }

    private void rememberAgent(DefinitionRow row) {
        Name name = new Name(row.tenant(), row.name());
        if (latestAgents.has(name, row.version())) {
            return;
        }
        try {
            latestAgents.add(name, row.version(), read("agent", row, agentReader));
        } catch (UnreadableDefinition newer) {
            latestAgents.add(name, row.version(), newer);
            throw newer;
        }
    }

    private static <T> T read(String kind, DefinitionRow row, Function<String, T> reader) {
        return UnreadableDefinition.read(
                kind + " " + row.name() + " version " + row.version(), row.canonical(), reader);
    }

    @Override
    public Optional<AgentDefinition> agent(String tenant, String name) {
        return latestAgents.find(new Name(tenant, name)).or(() -> BuiltInAgents.named(name));
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
            Optional<Version> found =
                    number == null ? latest.find(new Name(tenant, name)) : numbered(new Numbered(tenant, name, number));
            return found.map(version -> new KnownWorkflows.Known(
                    version.number(),
                    version.definition().digest(),
                    version.definition().input()));
        }

        @Override
        public AgentRoute.KnownAgent agent(String name) {
            return latestAgents
                    .find(new Name(tenant, name))
                    .map(found -> new AgentRoute.KnownAgent(found.labels(), false))
                    .orElseGet(() -> new AgentRoute.KnownAgent(
                            Map.of(), BuiltInAgents.named(name).isPresent()));
        }
    }

    private Optional<Version> numbered(Numbered number) {
        UnreadableDefinition newer = unreadable.get(number);
        if (newer != null) {
            throw newer;
        }
        return Optional.ofNullable(byNumber.get(number));
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
        return latest.find(new Name(tenant, workflow));
    }

    @Override
    public CompletionStage<Optional<Version>> version(String tenant, String workflow, int version) {
        @Nullable Version known = byNumber.get(new Numbered(tenant, workflow, version));
        return known != null
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

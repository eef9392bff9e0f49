package dev.baton.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.bulkwork.BulkOperations;
import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.a2a.CardReader;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.connector.mcp.ToolReader;
import dev.baton.actors.connector.queue.Tasks;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.manager.AgentCaller;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.Principal;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.actors.trigger.Triggers;
import dev.baton.actors.webhook.Webhooks;
import dev.baton.config.AdmissionSettings;
import dev.baton.config.ApiSettings;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.QueueSettings;
import dev.baton.config.WebhookSettings;
import dev.baton.http.fake.IdleWebhooks;
import dev.baton.http.fake.MemoryBulk;
import dev.baton.http.fake.MemoryDefinitions;
import dev.baton.http.fake.MemoryInbox;
import dev.baton.http.fake.MemoryNotifications;
import dev.baton.http.fake.MemoryRuns;
import dev.baton.http.fake.MemorySchedules;
import dev.baton.http.fake.MemorySettings;
import dev.baton.http.fake.MemoryTasks;
import dev.baton.http.fake.NoEvents;
import dev.baton.http.fake.OneNode;
import dev.baton.http.fake.OnlyEurope;
import dev.baton.http.fake.SwitchableHealth;
import dev.baton.http.fake.SwitchableNodeHealth;
import dev.baton.http.fake.TwoRegions;
import dev.baton.http.fake.Workflows;
import dev.baton.http.follow.Seal;
import dev.baton.http.mcp.Additions;
import dev.baton.http.resource.Admission;
import dev.baton.http.resource.CloudEventJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An API server on a free port, with everything below it in memory. */
final class TestNode implements AutoCloseable {

    private final ActorSystem<Void> system;
    final MemoryDefinitions workflows = new MemoryDefinitions();
    final MemoryDefinitions agents = new MemoryDefinitions();
    final MemoryRuns runs = new MemoryRuns(workflows);
    final MemoryInbox inbox = new MemoryInbox();
    final SwitchableHealth health = new SwitchableHealth();
    final SwitchableNodeHealth nodeHealth = new SwitchableNodeHealth();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final MemoryTasks queue = new MemoryTasks();
    final List<Callbacks.Subject> nudged = new CopyOnWriteArrayList<>();
    final Callbacks callbacks;
    final Circuits circuits;
    final AgentLimiter limiter = new AgentLimiter(metrics);
    private final Tasks tasks;
    private final HttpClient client;
    final ApiServer server;

    private TestNode(Map<String, Object> settings) {
        Config config = ConfigFactory.parseMap(settings)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "baton.http.port",
                        0,
                        "baton.http-client.private-hosts",
                        List.of("loopback"),
                        "pekko.loglevel",
                        "WARNING",
                        "pekko.log-dead-letters",
                        0,
                        "pekko.actor.provider",
                        "local")))
                .withFallback(ConfigFactory.load());
        system = ActorSystem.create(Behaviors.empty(), "api", config);
        DefinitionCatalog catalog = new DefinitionCatalog(
                workflows, agents, workflows::read, WorkflowCompiler::agentFromCanonical, InstantSource.system());
        for (WorkflowDefinition workflow : List.of(
                Workflows.echo(),
                Workflows.waiting(),
                Workflows.counting(),
                Workflows.asking(),
                Workflows.approving())) {
            workflows.put(workflow);
            catalog.apply("default", workflow, "source", Principal.SYSTEM)
                    .toCompletableFuture()
                    .join();
        }
        AgentCaller nobody = (request, handle) -> {
            throw new AgentConnector.TransientFault("nobody there", new IllegalStateException());
        };
        RegionHomes homes = new OnlyEurope();
        client = HttpClient.start(HttpClientSettings.of(config), metrics);
        circuits = new Circuits(catalog, metrics, InstantSource.system());
        ClusterView cluster = new OneNode(runs::count);
        callbacks = Callbacks.load(new MemorySettings(), () -> "http://127.0.0.1:1")
                .toCompletableFuture()
                .join();
        OutsideResults results = new OutsideResults(runs, catalog);
        tasks = new Tasks(queue, results, QueueSettings.of(config), InstantSource.system(), metrics);
        Passes passes = new Passes(
                client,
                secret -> Optional.ofNullable(secrets.get(secret.name())).map(Secret::of),
                new MemorySettings(),
                () -> "http://127.0.0.1:1",
                InstantSource.system());
        server = ApiServer.start(
                        system,
                        ApiSettings.of(config),
                        new Services(
                                runs,
                                runs.index(),
                                runs,
                                inbox.approvals(),
                                inbox.incidents(),
                                catalog,
                                catalog,
                                new Schedules(
                                        new MemorySchedules(),
                                        "dev",
                                        new SimpleMeterRegistry(),
                                        InstantSource.system()),
                                new BulkOperations(new MemoryBulk(), runs.index(), "dev", InstantSource.system()),
                                new Triggers(new MemoryDefinitions(), InstantSource.system()),
                                new Webhooks(
                                        new Webhooks.Stores(
                                                new MemoryDefinitions(),
                                                new IdleWebhooks(),
                                                new NoEvents(),
                                                runs,
                                                runs.index()),
                                        new CloudEventJson(),
                                        client,
                                        secret -> Optional.ofNullable(secrets.get(secret.name()))
                                                .map(Secret::of),
                                        WebhookSettings.of(config),
                                        InstantSource.system()),
                                new NoEvents(),
                                new WorkflowStarts(runs, catalog),
                                secret -> Optional.ofNullable(secrets.get(secret.name()))
                                        .map(Secret::of),
                                workflows,
                                agents,
                                nobody,
                                circuits,
                                limiter,
                                new CardReader(client),
                                new ToolReader(
                                        client,
                                        secret -> Optional.ofNullable(secrets.get(secret.name()))
                                                .map(Secret::of),
                                        passes,
                                        InstantSource.system()),
                                passes.logins(catalog),
                                client,
                                new MemoryNotifications(),
                                Territory.ALL,
                                callbacks,
                                nudged::add,
                                Seal.load(new MemorySettings(), InstantSource.system())
                                        .toCompletableFuture()
                                        .join(),
                                Additions.NONE,
                                results,
                                tasks,
                                health,
                                new Admission(health, nodeHealth, AdmissionSettings.of(config), metrics),
                                cluster,
                                new TwoRegions(),
                                homes,
                                nodeHealth,
                                metrics,
                                InstantSource.system()))
                .toCompletableFuture()
                .join();
    }

    static TestNode start() {
        return new TestNode(Map.of());
    }

    static TestNode start(Map<String, Object> settings) {
        return new TestNode(settings);
    }

    int port() {
        return server.address().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() {
        tasks.close();
        client.close();
        server.terminate(Duration.ofSeconds(1)).toCompletableFuture().join();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}

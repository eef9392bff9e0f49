package dev.baton.cluster.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.bulkwork.BulkClock;
import dev.baton.actors.bulkwork.BulkOperations;
import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.connector.AgentCalls;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Connectors;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.a2a.A2aConnector;
import dev.baton.actors.connector.a2a.CardReader;
import dev.baton.actors.connector.adk.AdkConnector;
import dev.baton.actors.connector.agentcore.AgentCoreConnector;
import dev.baton.actors.connector.agentforce.AgentforceConnector;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.copilot.CopilotConnector;
import dev.baton.actors.connector.crewai.CrewConnector;
import dev.baton.actors.connector.expression.ExpressionConnector;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.health.HealthProbes;
import dev.baton.actors.connector.http.HttpConnector;
import dev.baton.actors.connector.human.HumanConnector;
import dev.baton.actors.connector.intent.IntentConnector;
import dev.baton.actors.connector.langgraph.LangGraphConnector;
import dev.baton.actors.connector.llm.ContentsTidy;
import dev.baton.actors.connector.llm.LlmConnector;
import dev.baton.actors.connector.llm.PriceTable;
import dev.baton.actors.connector.llm.RecordingRule;
import dev.baton.actors.connector.login.LoginsTidy;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.connector.mastra.MastraConnector;
import dev.baton.actors.connector.mcp.McpConnector;
import dev.baton.actors.connector.mcp.ToolReader;
import dev.baton.actors.connector.queue.QueueConnector;
import dev.baton.actors.connector.queue.Tasks;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.manager.Engine;
import dev.baton.actors.manager.OutcomeRoom;
import dev.baton.actors.manager.RunMetrics;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.manager.StuckRuns;
import dev.baton.actors.manager.WakeUps;
import dev.baton.actors.port.IntentModel;
import dev.baton.actors.port.Runs;
import dev.baton.actors.scheduler.ScheduleClock;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.actors.trigger.Triggers;
import dev.baton.actors.webhook.WebhookClock;
import dev.baton.actors.webhook.Webhooks;
import dev.baton.config.AdmissionSettings;
import dev.baton.config.ApiSettings;
import dev.baton.config.ClusterSettings;
import dev.baton.config.EngineSettings;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.LlmSettings;
import dev.baton.config.QueueSettings;
import dev.baton.config.RegionSettings;
import dev.baton.config.SecretSettings;
import dev.baton.config.StoreSettings;
import dev.baton.config.UnknownKeys;
import dev.baton.config.WebhookSettings;
import dev.baton.http.ApiServer;
import dev.baton.http.Services;
import dev.baton.http.follow.Seal;
import dev.baton.http.mcp.Additions;
import dev.baton.http.resource.Admission;
import dev.baton.http.resource.CloudEventJson;
import dev.baton.persistence.Store;
import dev.baton.persistence.StoreSetup;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of Baton: opens the store, joins the cluster, takes up what was under way, answers requests. */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Requests under way may take this long to end when the node stops. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** For actors to end that were told to. */
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    private final Lock lock;
    private final Store store;
    private final ActorSystem<Void> system;
    private final Neighbourhood neighbourhood;
    private final LocalCluster view;
    private final Connectors connectors;
    private final HealthProbes probes;
    private final ApiServer api;

    private Node(
            Lock lock,
            Store store,
            ActorSystem<Void> system,
            Neighbourhood neighbourhood,
            LocalCluster view,
            Connectors connectors,
            HealthProbes probes,
            ApiServer api) {
        this.lock = lock;
        this.store = store;
        this.system = system;
        this.neighbourhood = neighbourhood;
        this.view = view;
        this.connectors = connectors;
        this.probes = probes;
        this.api = api;
    }

    /**
     * @param user settings on top of the defaults; may be empty
     * @throws IllegalArgumentException if a setting is wrong or unknown; the message names its key
     * @throws IllegalStateException if another server has the data folder
     */
    public static Node start(Config user) {
        return start(user, Additions.NONE);
    }

    /** @param additions to what the node serves as MCP */
    public static Node start(Config user, Additions additions) {
        UnknownKeys.refuse(user);
        Begun begun = new Begun();
        try {
            return start(user, additions, begun);
        } catch (RuntimeException failure) {
            begun.undo();
            throw failure;
        }
    }

    private static Node start(Config user, Additions additions, Begun begun) {
        Config config = Encryption.applied(withDefaults(user));
        ApiSettings apiSettings = ApiSettings.of(config);
        StoreSettings storeSettings = StoreSettings.of(config);
        ClusterSettings clusterSettings = ClusterSettings.of(config);
        NodeCertificate certificate = NodeCertificate.of(clusterSettings.tls(), Instant.now());
        EngineSettings engineSettings = EngineSettings.of(config);
        HttpClientSettings clientSettings = HttpClientSettings.of(config);
        WebhookSettings webhookSettings = WebhookSettings.of(config);
        LocalSecrets secrets = LocalSecrets.open(SecretSettings.of(config), System.getenv());
        LlmSettings llmSettings = LlmSettings.of(config);
        PriceTable prices = llmSettings.prices().map(PriceTable::read).orElse(PriceTable.NONE);
        prepareExpressions();
        PrometheusMeterRegistry meters = meters();
        Lock lock = lock(storeSettings);
        begun.then(lock::close);
        Store store = Store.open(storeSettings, meters);
        begun.then(store::close);
        FormatAgreement.measure(store, meters);
        Neighbourhood.prepare(store, clusterSettings);
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "baton",
                ActorSystemSetup.create(BootstrapSetup.create(config), StoreSetup.of(store)));
        begun.then(() -> end(system));
        NodeClock clock = Neighbourhood.clock(store, clusterSettings, meters);
        begun.then(clock::close);
        AtomicReference<String> publicUrl = new AtomicReference<>("http://127.0.0.1:" + apiSettings.port());
        Supplier<String> reached = () -> apiSettings.publicUrl().isEmpty() ? publicUrl.get() : apiSettings.publicUrl();
        Callbacks callbacks = Awaited.of(Callbacks.load(store.settings(), reached), "loading the callback secret");
        HttpClient client = HttpClient.start(clientSettings, meters);
        begun.then(client::close);
        Passes passes = new Passes(client, secrets, store.settings(), reached, clock);
        ShardedRuns here = ShardedRuns.create(system, store.history(), clock);
        Neighbourhood neighbourhood = Neighbourhood.of(
                system, store, RegionSettings.of(config), clusterSettings, here, publicUrl::get, meters, clock);
        Runs runs = neighbourhood.runs();
        DefinitionCatalog catalog = new DefinitionCatalog(
                store.workflows(),
                store.agents(),
                WorkflowCompiler::fromCanonical,
                WorkflowCompiler::agentFromCanonical,
                clock);
        catalog.measure(meters);
        OutsideResults results = new OutsideResults(runs, catalog);
        Tasks tasks = new Tasks(store.tasks(), results, QueueSettings.of(config), clock, meters);
        IntentConnector intent = new IntentConnector(IntentModel::source);
        LoadProbe load = LoadProbe.start(system.dispatchers().lookup(DispatcherSelector.defaultDispatcher()), meters);
        Nudges nudges = new Nudges();
        RecordingRule recording = new RecordingRule(llmSettings.contents(), store.formats()::allowContentsBeside);
        AgentLine line = new AgentLine(client, secrets, clock);
        Connectors connectors = new Connectors(
                List.of(
                        intent,
                        new HttpConnector(client, callbacks, secrets, clock),
                        new ExpressionConnector(),
                        new QueueConnector(store.tasks(), tasks, clock),
                        new HumanConnector(),
                        new LlmConnector(client, catalog, secrets, prices, recording, clock),
                        A2aConnector.over(line, callbacks, nudges),
                        LangGraphConnector.over(line),
                        AdkConnector.over(line),
                        MastraConnector.over(line),
                        AgentforceConnector.over(line),
                        CopilotConnector.over(line),
                        CrewConnector.over(line),
                        AgentCoreConnector.over(line),
                        McpConnector.over(line, passes)),
                List.of(tasks, client, intent, secrets, load, clock));
        Circuits circuits = new Circuits(catalog, meters, clock);
        AgentLimiter limiter = new AgentLimiter(meters, new ClusterShare(system));
        AgentCalls agents = new AgentCalls(connectors, limiter, circuits, clock);
        Neighbours neighbours = new Neighbours(system);
        LocalCluster view = new LocalCluster(
                system,
                store.health(),
                load,
                storeSettings.region(),
                neighbours,
                catalog,
                nudges,
                here,
                publicUrl::get);
        begun.then(connectors::close);
        neighbours.listen(view);
        begun.then(neighbourhood::left);
        // Before it says in the store that it is gone.
        begun.then(() -> end(system));
        neighbourhood.join();
        // Not before: what others apply from now on, they tell.
        Awaited.of(catalog.load(), "loading the definitions");
        HealthProbes probes = HealthProbes.start(catalog::eachAgent, client, circuits, clock);
        begun.then(probes::close);
        RunMetrics metrics = new RunMetrics(meters, clock);
        Engine engine = new Engine(
                engineSettings,
                catalog,
                agents::call,
                store.deliveries(),
                store.history(),
                metrics,
                clock,
                store.health()::state,
                new OutcomeRoom(meters, OutcomeRoom.BYTES_MAX));
        CompletionStage<Void> placed = neighbourhood.host(here, engine);
        ClusterMetrics.register(meters, system, neighbourhood.territory(), storeSettings.region(), certificate);
        tasks.tidy();
        WorkflowStarts workflowStarts = new WorkflowStarts(runs, catalog);
        Triggers triggers = new Triggers(store.triggers(), clock);
        Webhooks webhooks = new Webhooks(
                new Webhooks.Stores(
                        store.webhooks(), store.webhookStates(), store.feed(), store.history(), store.runs()),
                new CloudEventJson(),
                client,
                secrets,
                webhookSettings,
                clock);
        Schedules schedules = new Schedules(store.schedules(), engineSettings.environment(), meters, clock);
        BulkOperations bulkOperations =
                new BulkOperations(store.bulkOperations(), store.runs(), engineSettings.environment(), clock);
        Services services = new Services(
                runs,
                store.runs(),
                store.history(),
                store.approvals(),
                store.incidents(),
                new SharedDefinitions(new LoginsTidy(catalog, store.agents(), passes), neighbours, neighbourhood),
                catalog,
                schedules,
                bulkOperations,
                triggers,
                webhooks,
                store.feed(),
                workflowStarts,
                secrets,
                store.workflows(),
                store.agents(),
                agents::call,
                circuits,
                limiter,
                new CardReader(client),
                new ToolReader(client, secrets, passes, clock),
                passes.logins(catalog),
                client,
                store.notifications(),
                neighbourhood.territory(),
                callbacks,
                subject -> {
                    nudges.nudge(subject);
                    neighbours.nudged(subject);
                },
                Awaited.of(Seal.load(store.settings(), clock), "loading the secret of seals"),
                additions,
                results,
                tasks,
                store.health(),
                new Admission(store.health(), view, AdmissionSettings.of(config), meters),
                view,
                neighbourhood.regions(),
                neighbourhood.homes(),
                view,
                meters,
                clock);
        ApiServer api = Awaited.of(ApiServer.start(system, apiSettings, services), "binding the API");
        begun.then(() -> Awaited.of(api.terminate(DRAIN), "closing the API"));
        publicUrl.set("http://" + apiSettings.host() + ":" + api.address().getPort());
        neighbourhood.begin((tenant, name) ->
                catalog.refresh(tenant, name).thenCompose(done -> neighbours.definitionApplied(tenant, name)));
        system.systemActorOf(
                WakeUps.create(
                        here,
                        neighbourhood.territory(),
                        store.runs(),
                        store.deliveries(),
                        engineSettings,
                        metrics,
                        clock),
                "wake-ups",
                Props.empty());
        system.systemActorOf(
                StuckRuns.create(
                        here, neighbourhood.territory(), store.runs(), engineSettings.auditInterval(), metrics, clock),
                "stuck-runs",
                Props.empty());
        system.systemActorOf(
                ScheduleClock.create(
                        schedules,
                        store.schedules(),
                        runs,
                        store.runs(),
                        workflowStarts,
                        store.health(),
                        neighbourhood.territory(),
                        engineSettings,
                        clock),
                "schedule-clock",
                Props.empty());
        system.systemActorOf(
                BulkClock.create(
                        bulkOperations,
                        store.bulkOperations(),
                        runs,
                        store.runs(),
                        store.health(),
                        engineSettings,
                        clock),
                "bulk-clock",
                Props.empty());
        Awaited.of(store.feed().keep(webhookSettings.feedAlways()), "saying whether there is a feed");
        system.systemActorOf(
                WebhookClock.create(webhooks, neighbourhood.territory(), meters), "webhook-clock", Props.empty());
        system.systemActorOf(
                ContentsTidy.create(store.contents(), neighbourhood.territory(), llmSettings.contentsKeep(), clock),
                "contents-tidy",
                Props.empty());
        var ignored = neighbourhood.lost().thenAccept(reason -> api.drain());
        var alsoIgnored = placed.thenRun(view::hasStarted);
        LOG.info("Baton listens on {} with its store in {}", publicUrl.get(), store.description());
        return new Node(lock, store, system, neighbourhood, view, connectors, probes, api);
    }

    /** What the defaults take from other settings, such as the node's address, they take from the user's. */
    private static Config withDefaults(Config user) {
        return user.withFallback(ConfigFactory.defaultOverrides())
                .withFallback(ConfigFactory.defaultApplication())
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    /** Beside the rest of the start: the first run would otherwise wait most of a second for classes to be loaded. */
    private static void prepareExpressions() {
        Thread.ofPlatform().daemon().name("baton-prepare-expressions").start(Expressions::prepare);
    }

    private static PrometheusMeterRegistry meters() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        return meters;
    }

    private static Lock lock(StoreSettings settings) {
        Path folder = settings.sqlite().file().toAbsolutePath().getParent();
        return settings.store() == StoreSettings.Kind.SQLITE && folder != null ? DataLock.of(folder)::close : () -> {};
    }

    public InetSocketAddress address() {
        return api.address();
    }

    /** Completes with a reason when the other nodes have gone on without this one: it is to be closed and started anew. */
    public CompletionStage<String> lost() {
        return neighbourhood.lost();
    }

    /** Completes when somebody wants this node to hand its work over: it is to be closed, and its process to end. */
    public CompletionStage<Void> drained() {
        return view.drained();
    }

    /** Lets requests end, hands its runs over or stops them where they are, writes what is queued. */
    @Override
    public void close() {
        try {
            takeLeave(neighbourhood.leaving());
            Awaited.of(api.terminate(DRAIN), "closing the API");
        } finally {
            try {
                end(system);
            } finally {
                probes.close();
                connectors.close();
                leave();
                store.close();
                lock.close();
            }
        }
    }

    private static void end(ActorSystem<?> system) {
        // Each step of its end may take as long as its own limit says, and the last one somewhat longer.
        Duration limits =
                Duration.ofNanos(CoordinatedShutdown.get(system).totalTimeout().toNanos());
        system.terminate();
        Awaited.of(system.getWhenTerminated(), "stopping the actors", limits.plus(LAST_STEP));
    }

    /** Goes on answering while callers turn to the other nodes. */
    private void takeLeave(Duration drain) {
        if (drain.isPositive()) {
            api.drain();
            Void ignored = new CompletableFuture<Void>()
                    .completeOnTimeout(null, drain.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void leave() {
        try {
            neighbourhood.left();
        } catch (IllegalStateException notNow) {
            LOG.info("The others will notice by themselves that this node is gone: {}", notNow.getMessage());
        }
    }

    /** What keeps other servers away from the data of this one. */
    @FunctionalInterface
    private interface Lock {
        void close();
    }
}

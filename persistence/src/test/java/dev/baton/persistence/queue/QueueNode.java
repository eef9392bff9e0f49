package dev.baton.persistence.queue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.connector.AgentCalls;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.Connectors;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.llm.LlmConnector;
import dev.baton.actors.connector.llm.PriceTable;
import dev.baton.actors.connector.llm.RecordingRule;
import dev.baton.actors.connector.queue.QueueConnector;
import dev.baton.actors.connector.queue.Tasks;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.manager.Engine;
import dev.baton.actors.manager.OutcomeRoom;
import dev.baton.actors.manager.RunMetrics;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.manager.WakeUps;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.TaskStore;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.config.EngineSettings;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.QueueSettings;
import dev.baton.config.Recording;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.Store;
import dev.baton.persistence.StoreSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A node without an API: store, engine, queues, and models, recorded by reference. The clock of the queues goes when a test
 * says so. It has agreed on formats with nobody, and so writes as if older nodes were there.
 */
final class QueueNode implements AutoCloseable {

    private static final Duration GENEROUS = Duration.ofSeconds(60);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String ONE_NODE = """
            pekko.actor.provider = cluster
            pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
            pekko.cluster { downing-provider-class = "", sharding.number-of-shards = 256, jmx.enabled = off }
            pekko.coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off }
            pekko.loglevel = WARNING
            pekko.log-dead-letters = off
            # On JDK 25 FIFO pools can starve actors without it.
            pekko.actor.default-dispatcher.fork-join-executor.minimum-runnable = -1
            pekko.actor.internal-dispatcher.fork-join-executor.minimum-runnable = -1
            baton.engine { park-after-waiting = 200ms, park-after-end = 1s }
            baton.queues { recheck = 100ms }
            baton.http-client.private-hosts = [loopback]
            """;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Tasks tasks;
    final Runs runs;
    private final Store store;
    private final ActorSystem<Void> system;
    private final DefinitionCatalog catalog;
    private final HttpClient client;

    /** @param overrides of {@code baton.queues} */
    QueueNode(Config storeConfig, String overrides) {
        Config config = ConfigFactory.parseString("baton.queues {" + overrides + "}\n")
                .withFallback(ConfigFactory.parseString(ONE_NODE))
                .withFallback(storeConfig);
        store = Store.open(StoreSettings.of(config), meters);
        await(store.cells().claimAll());
        system = ActorSystem.create(
                Behaviors.empty(),
                "queues",
                ActorSystemSetup.create(BootstrapSetup.create(config), StoreSetup.of(store)));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        InstantSource clock = InstantSource.system();
        ShardedRuns sharded = ShardedRuns.create(system, store.history(), clock);
        catalog = new DefinitionCatalog(
                store.workflows(),
                store.agents(),
                WorkflowCompiler::fromCanonical,
                WorkflowCompiler::agentFromCanonical,
                clock);
        await(catalog.load());
        tasks = new Tasks(
                store.tasks(), new OutsideResults(sharded, catalog), QueueSettings.of(config), this::now, meters);
        client = HttpClient.start(HttpClientSettings.of(config), meters);
        LlmConnector models = new LlmConnector(
                client,
                catalog,
                secret -> Optional.empty(),
                PriceTable.NONE,
                new RecordingRule(Recording.REFERENCE, store.formats()::allowContentsBeside),
                clock);
        AgentCalls agents = new AgentCalls(
                new Connectors(List.of(new QueueConnector(store.tasks(), tasks, this::now), models), List.of(tasks)),
                new AgentLimiter(meters),
                new Circuits(catalog, meters, clock),
                clock);
        EngineSettings settings = EngineSettings.of(config);
        RunMetrics metrics = new RunMetrics(meters, clock);
        sharded.host(new Engine(
                settings,
                catalog,
                agents::call,
                store.deliveries(),
                store.history(),
                metrics,
                clock,
                store.health()::state,
                new OutcomeRoom(meters, OutcomeRoom.BYTES_MAX)));
        system.systemActorOf(
                WakeUps.create(
                        sharded,
                        dev.baton.actors.manager.Territory.ALL,
                        store.runs(),
                        store.deliveries(),
                        settings,
                        metrics,
                        clock),
                "wake-ups",
                Props.empty());
        runs = sharded;
    }

    /** All nodes know all formats from now on. */
    void agreeOnFormats() {
        await(store.agreement().takeAll());
    }

    TaskStore taskStore() {
        return store.tasks();
    }

    void apply(String definitions) {
        Compiled compiled = WorkflowCompiler.compile(definitions);
        if (compiled.hasErrors()) {
            throw new IllegalArgumentException(compiled.problems().toString());
        }
        compiled.agents().forEach(agent -> await(catalog.apply("default", agent, "", Principal.SYSTEM)));
        compiled.workflows().forEach(workflow -> {
            DefinitionStore.Applied ignored = await(catalog.apply("default", workflow, "", Principal.SYSTEM));
        });
    }

    /** Starts a run of the latest version. @return its id */
    String start(String workflow) {
        Definitions.Version version = catalog.latest("default", workflow).orElseThrow();
        String run = workflow + "-" + NUMBERS.incrementAndGet();
        tell(
                run,
                new RunCommand.Start(
                        run,
                        workflow,
                        version.number(),
                        version.definition().digest(),
                        new Payload(JsonNodeFactory.instance.objectNode().put("text", "hello")),
                        Map.of(),
                        0,
                        null,
                        "digest",
                        null));
        return run;
    }

    RunState tell(String run, RunCommand command) {
        return done(await(runs.tell(key(run), command, Principal.SYSTEM, "test")));
    }

    RunState state(String run) {
        return done(await(runs.get(key(run))));
    }

    RunState ended(String run) {
        return done(await(runs.awaitEnd(key(run), GENEROUS, Runs.Detail.ALL)));
    }

    private static RunState done(Runs.Reply reply) {
        return switch (reply) {
            case Runs.Reply.Done done -> done.state();
            case Runs.Reply.Refused refused ->
                throw new IllegalStateException(refused.rejection().message());
        };
    }

    private static RunKey key(String run) {
        return new RunKey("default", run);
    }

    Instant now() {
        return Objects.requireNonNull(now.get());
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        tasks.close();
        system.terminate();
        await(system.getWhenTerminated());
        client.close();
        store.close();
    }
}

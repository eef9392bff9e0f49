package dev.baton.actors.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.WorkflowPlan;
import dev.baton.config.EngineSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** Managers and their workers over the journal of the test kit, with agents that do what a test says. */
final class Managers implements AutoCloseable {

    static final Duration GENEROUS = Duration.ofSeconds(20);
    static final long ROOM_BYTES = 100_000;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final ActorTestKit kit = ActorTestKit.create(
            "manager",
            ConfigFactory.parseString("""
                            baton.engine.worker { restarts-max = 2, backoff-min = 10ms, backoff-max = 20ms }
                            baton.engine { park-after-waiting = 100ms, park-after-end = 1h }
                            pekko.actor.provider = local
                            pekko.log-dead-letters = off
                            # On JDK 25 FIFO pools can starve actors without it.
                            pekko.actor.default-dispatcher.fork-join-executor.minimum-runnable = -1
                            pekko.actor.internal-dispatcher.fork-join-executor.minimum-runnable = -1
                            pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }
                            """)
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final OutcomeRoom room = new OutcomeRoom(meters, ROOM_BYTES);
    /** What the managers know of the store, which takes writes all the same. */
    volatile StoreHealth.State store = new StoreHealth.State.Up(Instant.EPOCH);

    @Override
    public void close() {
        kit.shutdownTestKit();
    }

    static AgentStep agentStep(String id, int attempts) {
        return new AgentStep(
                id,
                Step.StepSettings.DEFAULT,
                "agent",
                null,
                null,
                new RetryPolicy(attempts, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0, java.util.Set.of()),
                List.of());
    }

    static WorkflowDefinition workflow(Step... steps) {
        WorkflowPlan plan = WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, null);
        return new WorkflowDefinition("w", "", Map.of(), null, plan, RegionPolicy.ANYWHERE, "digest", "{}");
    }

    private static AgentDefinition agent(Duration timeout) {
        return new AgentDefinition(
                "agent",
                "",
                "",
                Map.of(),
                new AgentDefinition.Connector("test", NullNode.getInstance()),
                null,
                null,
                new AgentDefinition.Limits(10, timeout),
                "d",
                "{}");
    }

    static AttemptResult done(JsonNode output) {
        return new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null);
    }

    static AgentCaller answering(Function<AttemptRequest, CompletionStage<AttemptResult>> agent) {
        return (request, handle) -> call(agent.apply(request), () -> {});
    }

    static AgentConnector.Call call(CompletionStage<AttemptResult> result, Runnable cancel) {
        return new AgentConnector.Call() {
            @Override
            public CompletionStage<AttemptResult> result() {
                return result;
            }

            @Override
            public void cancel() {
                cancel.run();
            }
        };
    }

    /** One run. */
    final class World {
        final RunKey key = new RunKey("default", "run-" + NUMBERS.incrementAndGet());
        final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
        final TestProbe<RunAnswer> replies = kit.createTestProbe();
        final Engine engine;
        /** Whether definitions are known without a look into the store. */
        volatile boolean inMemory = true;
        /** What the store says of them. */
        volatile Supplier<CompletionStage<Optional<WorkflowDefinition>>> definitions;
        /** The one agent. */
        volatile Supplier<AgentDefinition> agent;
        /** The workflows of which steps can start runs. */
        volatile KnownWorkflows known = KnownWorkflows.NONE;

        ActorRef<RunMessage> manager;

        World(WorkflowDefinition workflow, AgentCaller agents, Duration agentTimeout) {
            definitions = () -> CompletableFuture.completedStage(Optional.of(workflow));
            agent = () -> Managers.agent(agentTimeout);
            Catalog catalog = new Catalog() {
                @Override
                public Optional<AgentDefinition> agent(String tenant, String name) {
                    return name.equals("agent") ? Optional.of(agent.get()) : Optional.empty();
                }

                @Override
                public KnownWorkflows known(String tenant) {
                    return (name, version) -> known.find(name, version);
                }

                @Override
                public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
                    return inMemory ? Optional.of(workflow) : Optional.empty();
                }

                @Override
                public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
                    return definitions.get();
                }
            };
            engine = new Engine(
                    EngineSettings.of(kit.system().settings().config()),
                    catalog,
                    agents,
                    new JournalledDeliveries(journal),
                    Managers.history(journal),
                    new RunMetrics(meters, InstantSource.system()),
                    InstantSource.system(),
                    () -> store,
                    room);
            manager = spawn();
        }

        ActorRef<RunMessage> spawn() {
            return spawn(Residency.ANYWHERE);
        }

        ActorRef<RunMessage> spawn(Residency residency) {
            return kit.spawn(RunManager.create(key, shard.ref(), engine, (run, message) -> {}, residency));
        }

        RunState start() {
            return tell(startCommand());
        }

        RunCommand startCommand() {
            return new RunCommand.Start(
                    key.runId(), "w", 1, "digest", new Payload(IntNode.valueOf(1)), Map.of(), 0, null, "request", null);
        }

        RunState tell(RunCommand command) {
            return state(ask(command));
        }

        RunAnswer ask(RunCommand command) {
            manager.tell(new RunMessage.Ask(command, Principal.ANONYMOUS, "test", Runs.Detail.ALL, replies.ref()));
            return replies.receiveMessage(GENEROUS);
        }

        String persistenceId() {
            return "Run|" + key.entityId();
        }

        RunState get() {
            manager.tell(new RunMessage.Get(Runs.Detail.ALL, replies.ref()));
            return answer();
        }

        RunState awaitEnd() {
            listenForTheEnd();
            return answer();
        }

        /** The manager tells of the end by an {@link #answer}. */
        void listenForTheEnd() {
            manager.tell(new RunMessage.AwaitEnd(Instant.now().plus(GENEROUS), Runs.Detail.ALL, replies.ref()));
        }

        RunState answer() {
            return state(replies.receiveMessage(GENEROUS));
        }

        List<RunEvent> history() {
            return journal.persistedInStorage(persistenceId()).stream()
                    .flatMap(commit -> ((Commit) commit).events().stream())
                    .toList();
        }
    }

    /** What the journal holds, in pages as the store gives them. */
    static RunHistory history(PersistenceTestKit journal) {
        return (run, afterEvent, limit) ->
                CompletableFuture.supplyAsync(() -> journal.persistedInStorage("Run|" + run.entityId()).stream()
                        .map(Commit.class::cast)
                        .filter(commit -> commit.lastEvent() > afterEvent)
                        .limit(limit)
                        .toList());
    }

    static RunState state(RunAnswer answer) {
        Runs.Reply reply = ((RunAnswer.Given) answer).reply();
        assertThat(reply).isInstanceOf(Runs.Reply.Done.class);
        return ((Runs.Reply.Done) reply).state();
    }

    World world(AgentCaller agents, Step... steps) {
        return new World(workflow(steps), agents, GENEROUS);
    }
}

package dev.baton.actors.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.WorkflowPlan;
import dev.baton.config.EngineSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A manager and its workers, with agents that misbehave in every way; the journal is the test kit's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunManagerTest {

    private static final Duration GENEROUS = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ActorTestKit kit = ActorTestKit.create(
            "manager",
            ConfigFactory.parseString("""
                            baton.engine.worker { restarts-max = 2, backoff-min = 10ms, backoff-max = 20ms }
                            baton.engine.park-after-waiting = 100ms
                            pekko.actor.provider = local
                            pekko.log-dead-letters = off
                            pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }
                            """)
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    // What a test says of its world

    private static AgentStep agentStep(String id, int attempts) {
        return new AgentStep(
                id,
                Step.StepSettings.DEFAULT,
                "agent",
                null,
                null,
                new RetryPolicy(attempts, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0, java.util.Set.of()),
                List.of());
    }

    private static WorkflowDefinition workflow(Step... steps) {
        WorkflowPlan plan = WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, null);
        return new WorkflowDefinition("w", "", Map.of(), null, plan, "digest", "{}");
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

    private static AttemptResult done(JsonNode output) {
        return new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null);
    }

    private static AgentCaller answering(Function<AttemptRequest, CompletionStage<AttemptResult>> agent) {
        return (request, handle) -> call(agent.apply(request), () -> {});
    }

    private static AgentConnector.Call call(CompletionStage<AttemptResult> result, Runnable cancel) {
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

    private final class World {
        final RunKey key = new RunKey("default", "run-" + NUMBERS.incrementAndGet());
        final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
        final TestProbe<Runs.Reply> replies = kit.createTestProbe();
        final Engine engine;
        ActorRef<RunManager.Message> manager;

        World(WorkflowDefinition workflow, AgentCaller agents, Duration agentTimeout) {
            Catalog catalog = new Catalog() {
                @Override
                public Optional<AgentDefinition> agent(String tenant, String name) {
                    return name.equals("agent") ? Optional.of(RunManagerTest.agent(agentTimeout)) : Optional.empty();
                }

                @Override
                public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
                    return Optional.of(workflow);
                }

                @Override
                public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
                    return CompletableFuture.completedStage(Optional.of(workflow));
                }
            };
            engine = new Engine(
                    EngineSettings.of(kit.system().settings().config()),
                    catalog,
                    agents,
                    new RunMetrics(meters),
                    InstantSource.system());
            manager = spawn();
        }

        ActorRef<RunManager.Message> spawn() {
            return kit.spawn(RunManager.create(key, shard.ref(), engine));
        }

        RunState start() {
            RunCommand command = new RunCommand.Start(
                    key.runId(), "w", 1, "digest", new Payload(IntNode.valueOf(1)), Map.of(), 0, null, "request");
            return tell(command);
        }

        RunState tell(RunCommand command) {
            manager.tell(new RunManager.Ask(command, Principal.ANONYMOUS, "test", replies.ref()));
            return state(replies.receiveMessage(GENEROUS));
        }

        RunState awaitEnd() {
            manager.tell(new RunManager.AwaitEnd(replies.ref(), Instant.now().plus(GENEROUS)));
            return state(replies.receiveMessage(GENEROUS));
        }

        List<RunEvent> history() {
            return journal.persistedInStorage("Run|" + key.entityId()).stream()
                    .flatMap(commit -> ((Commit) commit).events().stream())
                    .toList();
        }
    }

    private static RunState state(Runs.Reply reply) {
        assertThat(reply).isInstanceOf(Runs.Reply.Done.class);
        return ((Runs.Reply.Done) reply).state();
    }

    private World world(AgentCaller agents, Step... steps) {
        return new World(workflow(steps), agents, GENEROUS);
    }

    @Test
    void aChainRunsToItsEndWithOneWritePerStep() {
        World world = world(
                answering(request -> CompletableFuture.completedFuture(
                        done(IntNode.valueOf(request.input().json().asInt() + 1)))),
                agentStep("a", 1),
                agentStep("b", 1),
                agentStep("c", 1));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(end.end())
                .isNotNull()
                .satisfies(it -> assertThat(it.output()).isEqualTo(new Payload(IntNode.valueOf(4))));
        assertThat(journal.persistedInStorage("Run|" + world.key.entityId())).hasSize(4);
    }

    @Test
    void aTransientFaultRestartsTheWorkerAndIsSeenInTheHistory() {
        AtomicInteger calls = new AtomicInteger();
        World world = world(
                answering(request -> calls.incrementAndGet() < 3
                        ? CompletableFuture.failedFuture(
                                new AgentConnector.TransientFault("connection reset", new java.io.IOException()))
                        : CompletableFuture.completedFuture(done(TextNode.valueOf("ok")))),
                agentStep("a", 1));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history().stream().filter(RunEvent.WorkerRestarted.class::isInstance))
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(((RunEvent.WorkerRestarted) event).cause()).isEqualTo("connection reset"));
        assertThat(world.history().stream().filter(RunEvent.AttemptStarted.class::isInstance))
                .as("restarts happen within the attempt")
                .hasSize(1);
    }

    @Test
    void transientFaultsWithoutEndFailTheAttemptAsUnavailableAndThenTheRetryPolicyDecides() {
        AtomicInteger calls = new AtomicInteger();
        World world = world(
                answering(request -> {
                    calls.incrementAndGet();
                    throw new AgentConnector.TransientFault("refused", new java.io.IOException());
                }),
                agentStep("a", 2));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.FAILED);
        assertThat(calls).hasValue(6);
        assertThat(world.history().stream().filter(RunEvent.AttemptFailed.class::isInstance))
                .hasSize(2)
                .allSatisfy(event -> assertThat(
                                ((RunEvent.AttemptFailed) event).error().kind())
                        .isEqualTo(ErrorKind.UNAVAILABLE));
    }

    @Test
    void aWorkerThatThrowsAnythingHarmsNeitherItsManagerNorItsSiblings() {
        List<Throwable> faults = List.of(
                new IllegalStateException("bug"),
                new NoClassDefFoundError("missing"),
                new StackOverflowError(),
                new AssertionError("never"),
                new Exception("checked"));
        Map<String, Step> branches = new LinkedHashMap<>();
        IntStream.range(0, 10).forEach(i -> branches.put("b" + i, agentStep("b" + i, 1)));
        World world = world(
                answering(request -> {
                    int number = Integer.parseInt(
                            request.step().substring(request.step().lastIndexOf('b') + 1));
                    if (number >= 5) {
                        return CompletableFuture.completedFuture(done(IntNode.valueOf(number)));
                    }
                    Throwable fault = faults.get(number);
                    if (number % 2 == 0 || !(fault instanceof Error error)) {
                        return CompletableFuture.failedFuture(fault);
                    }
                    throw error;
                }),
                new ParallelStep("fan", Step.StepSettings.DEFAULT, branches, new Join.Quorum(5), null));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(kit.system().whenTerminated().isCompleted()).isFalse();
    }

    @Test
    void aHungWorkerIsStoppedAtItsDeadlineAndItsCallCancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        World world = new World(
                workflow(agentStep("a", 1)),
                (request, handle) -> call(new CompletableFuture<>(), cancelled::incrementAndGet),
                Duration.ofMillis(50));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.FAILED);
        assertThat(end.end())
                .isNotNull()
                .satisfies(it -> assertThat(it.error())
                        .isNotNull()
                        .satisfies(error -> assertThat(error.kind()).isEqualTo(ErrorKind.TIMEOUT)));
        assertThat(cancelled.get()).isPositive();
    }

    @Test
    void aCallThatWaitsForItsTurnHasItsTimeFromWhenItsAgentIsAsked() {
        CompletableFuture<Instant> turn = new CompletableFuture<>();
        AtomicInteger cancelled = new AtomicInteger();
        World waiting = new World(
                workflow(agentStep("a", 1)),
                (request, handle) -> waiting(turn, cancelled::incrementAndGet),
                Duration.ofMillis(50));
        World asked = new World(
                workflow(agentStep("a", 1)),
                (request, handle) -> call(new CompletableFuture<>(), () -> {}),
                Duration.ofMillis(150));
        waiting.start();
        asked.start();

        assertThat(asked.awaitEnd().status()).isEqualTo(RunStatus.FAILED);
        assertThat(waiting.tell(new RunCommand.Tick()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(cancelled.get()).isZero();

        turn.complete(Instant.now());
        assertThat(waiting.awaitEnd().status()).isEqualTo(RunStatus.FAILED);
        assertThat(cancelled.get()).isPositive();
    }

    @Test
    void aCallThatWaitsForItsTurnEndsWithItsRun() {
        AtomicInteger cancelled = new AtomicInteger();
        World world = world(
                (request, handle) -> waiting(new CompletableFuture<>(), cancelled::incrementAndGet), agentStep("a", 1));
        world.start();
        assertThat(world.tell(new RunCommand.Cancel(null)).status()).isEqualTo(RunStatus.CANCELLED);
        kit.createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(cancelled.get()).isPositive());
    }

    private static AgentConnector.Call waiting(CompletionStage<Instant> turn, Runnable cancel) {
        return new AgentConnector.Call() {
            @Override
            public CompletionStage<AttemptResult> result() {
                return new CompletableFuture<>();
            }

            @Override
            public Optional<CompletionStage<Instant>> turn() {
                return Optional.of(turn);
            }

            @Override
            public void cancel() {
                cancel.run();
            }
        };
    }

    @Test
    void aRestartedManagerDispatchesOpenAttemptsAgainUnderTheSameId() {
        ConcurrentLinkedQueue<String> attempts = new ConcurrentLinkedQueue<>();
        Map<String, CompletableFuture<AttemptResult>> answers = new ConcurrentHashMap<>();
        World world = world(
                answering(request -> {
                    attempts.add(request.attempt());
                    CompletableFuture<AttemptResult> answer = new CompletableFuture<>();
                    answers.put(request.attempt(), answer);
                    return answer;
                }),
                agentStep("a", 1));
        world.start();
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(attempts).hasSize(1));

        kit.stop(world.manager, GENEROUS);
        world.manager = world.spawn();
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(attempts).hasSize(2));
        answers.values().forEach(answer -> answer.complete(done(TextNode.valueOf("ok"))));
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(attempts.stream().distinct()).hasSize(1);
    }

    @Test
    void resultsThatArriveTogetherAreWrittenTogether() {
        int width = 200;
        Map<String, Step> branches = new LinkedHashMap<>();
        IntStream.range(0, width).forEach(i -> branches.put("b" + i, agentStep("b" + i, 1)));
        CompletableFuture<AttemptResult> gate = new CompletableFuture<>();
        AtomicInteger waiting = new AtomicInteger();
        World world = world(
                answering(request -> {
                    waiting.incrementAndGet();
                    return gate;
                }),
                new ParallelStep("fan", Step.StepSettings.DEFAULT, branches, new Join.All(), null));
        world.start();
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(waiting).hasValue(width));

        gate.complete(done(TextNode.valueOf("ok")));
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(journal.persistedInStorage("Run|" + world.key.entityId())).hasSizeLessThan(width / 2);
    }

    @Test
    void aWaitingRunLeavesMemoryAndASignalBringsItOn() {
        World world = world(
                answering(request -> CompletableFuture.completedFuture(done(NullNode.getInstance()))),
                new WaitStep("approval", Step.StepSettings.DEFAULT, new WaitStep.Until.Signalled("go", null)));
        assertThat(world.start().status()).isEqualTo(RunStatus.WAITING);

        assertThat(world.shard.receiveMessage(GENEROUS)).isInstanceOf(ClusterSharding.Passivate.class);
        world.manager.tell(RunManager.Stop.INSTANCE);
        world.shard.expectTerminated(world.manager, GENEROUS);
        world.manager = world.spawn();
        RunState end =
                world.tell(new RunCommand.Signal("go", new Payload(JsonNodeFactory.instance.objectNode()), "s1"));

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aFailedWriteIsUnknownAndTheRunGoesOnWhenTheStoreIsBack() {
        CompletableFuture<AttemptResult> first = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        World world = world(
                answering(request -> {
                    calls.incrementAndGet();
                    return calls.get() == 1 ? first : CompletableFuture.completedFuture(done(TextNode.valueOf("ok")));
                }),
                agentStep("a", 1));
        world.start();
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(1));

        journal.failNextPersisted("Run|" + world.key.entityId());
        first.complete(done(TextNode.valueOf("lost")));
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(2));
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history().stream().filter(RunEvent.StepCompleted.class::isInstance))
                .hasSize(1);
    }

    @Test
    void anAgentThatIsNotRegisteredFailsTheStepWithAHint() {
        World world = world(
                answering(request -> CompletableFuture.completedFuture(done(NullNode.getInstance()))),
                new AgentStep("a", Step.StepSettings.DEFAULT, "nobody", null, null, RetryPolicy.DEFAULT, List.of()));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.end())
                .isNotNull()
                .satisfies(it -> assertThat(it.error())
                        .isNotNull()
                        .extracting(RunError::message)
                        .asString()
                        .contains("there is no agent nobody; apply its definition"));
    }

    @Test
    void cancellingStopsTheWorkersAndRejectsLateResults() {
        AtomicInteger cancelled = new AtomicInteger();
        World world = world(
                (request, handle) -> call(new CompletableFuture<>(), cancelled::incrementAndGet), agentStep("a", 1));
        RunState started = world.start();
        String attempt = started.busySteps().stream()
                .map(StepState::lastAttempt)
                .findFirst()
                .orElseThrow();

        assertThat(world.tell(new RunCommand.Cancel("enough")).status()).isEqualTo(RunStatus.CANCELLED);
        kit.createTestProbe().awaitAssert(GENEROUS, () -> assertThat(cancelled).hasValue(1));
        world.manager.tell(new RunManager.Ask(
                new RunCommand.RecordResult(attempt, done(NullNode.getInstance())),
                Principal.ANONYMOUS,
                "late",
                world.replies.ref()));

        assertThat(world.replies.receiveMessage(GENEROUS)).isInstanceOf(Runs.Reply.Refused.class);
    }
}

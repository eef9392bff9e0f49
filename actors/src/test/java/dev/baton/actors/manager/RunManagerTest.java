package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.GENEROUS;
import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.call;
import static dev.baton.actors.manager.Managers.done;
import static dev.baton.actors.manager.Managers.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.manager.Managers.World;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.AttemptResult;
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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A manager and its workers, with agents that misbehave in every way; the journal is the test kit's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunManagerTest {

    private final Managers managers = new Managers();

    @AfterAll
    void stop() {
        managers.close();
    }

    @Test
    void aChainRunsToItsEndWithOneWritePerStep() {
        World world = managers.world(
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
        assertThat(managers.journal.persistedInStorage("Run|" + world.key.entityId()))
                .hasSize(4);
    }

    @Test
    void aRetriedRunAsksTheAgentOfTheStepThatFailedAgainAlsoAfterItHasLeftMemory() {
        AtomicInteger calls = new AtomicInteger();
        World world = managers.world(
                answering(request -> CompletableFuture.completedFuture(
                        request.step().equals("b") && calls.incrementAndGet() == 1
                                ? new AttemptResult.Failed(RunError.of(ErrorKind.REJECTED, "not now"), null)
                                : done(TextNode.valueOf(request.step())))),
                agentStep("a", 1),
                agentStep("b", 1));
        world.start();
        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.FAILED);
        managers.kit.stop(world.manager);
        world.manager = world.spawn();

        assertThat(world.tell(new RunCommand.Retry("it is back")).status()).isEqualTo(RunStatus.RUNNING);

        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history().stream().filter(RunEvent.AttemptStarted.class::isInstance))
                .as("a once, b twice")
                .hasSize(3);
    }

    @Test
    void aTransientFaultRestartsTheWorkerAndIsSeenInTheHistory() {
        AtomicInteger calls = new AtomicInteger();
        World world = managers.world(
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
        World world = managers.world(
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
        World world = managers.world(
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
        assertThat(managers.kit.system().whenTerminated().isCompleted()).isFalse();
    }

    @Test
    void aHungWorkerIsStoppedAtItsDeadlineAndItsCallCancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        World world = managers
        .new World(
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
        World waiting = managers
        .new World(
                workflow(agentStep("a", 1)),
                (request, handle) -> waiting(turn, cancelled::incrementAndGet),
                Duration.ofMillis(50));
        World asked = managers
        .new World(
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
        World world = managers.world(
                (request, handle) -> waiting(new CompletableFuture<>(), cancelled::incrementAndGet), agentStep("a", 1));
        world.start();
        assertThat(world.tell(new RunCommand.Cancel(null)).status()).isEqualTo(RunStatus.CANCELLED);
        managers.kit
                .createTestProbe()
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
        World world = managers.world(
                answering(request -> {
                    attempts.add(request.attempt());
                    CompletableFuture<AttemptResult> answer = new CompletableFuture<>();
                    answers.put(request.attempt(), answer);
                    return answer;
                }),
                agentStep("a", 1));
        world.start();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(attempts).hasSize(1));

        managers.kit.stop(world.manager, GENEROUS);
        world.manager = world.spawn();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(attempts).hasSize(2));
        answers.values().forEach(answer -> answer.complete(done(TextNode.valueOf("ok"))));
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(attempts.stream().distinct()).hasSize(1);
    }

    @Test
    void turnsOfAnAgentThatAreRecordedAreNotTakenAgainWhateverStopsTheManager() {
        int turns = 5;
        Map<Integer, CompletableFuture<AttemptResult>> answers = new ConcurrentHashMap<>();
        World world = managers.world(
                answering(request ->
                        answers.computeIfAbsent(request.turns().size() + 1, number -> new CompletableFuture<>())),
                agentStep("a", 1));
        world.start();
        for (int turn = 1; turn <= turns; turn++) {
            AttemptResult.Next next = turn < turns
                    ? new AttemptResult.Next.Again()
                    : new AttemptResult.Next.Done((AttemptResult.Succeeded) done(TextNode.valueOf("ok")));
            answers.computeIfAbsent(turn, number -> new CompletableFuture<>())
                    .complete(new AttemptResult.Progressed(
                            turn, new Payload(IntNode.valueOf(turn)), new Usage(1, 1, 1), next));
            int expected = turn;
            managers.kit
                    .createTestProbe()
                    .awaitAssert(
                            GENEROUS,
                            () -> assertThat(world.history().stream()
                                            .filter(RunEvent.AttemptProgressed.class::isInstance))
                                    .hasSize(expected));
            managers.kit.stop(world.manager, GENEROUS);
            world.manager = world.spawn();
        }
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(end.usage()).isEqualTo(new Usage(turns, turns, turns));
        assertThat(world.history().stream()
                        .filter(RunEvent.AttemptProgressed.class::isInstance)
                        .map(event -> ((RunEvent.AttemptProgressed) event).number()))
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void resultsThatArriveTogetherAreWrittenTogether() {
        int width = 200;
        Map<String, Step> branches = new LinkedHashMap<>();
        IntStream.range(0, width).forEach(i -> branches.put("b" + i, agentStep("b" + i, 1)));
        CompletableFuture<AttemptResult> gate = new CompletableFuture<>();
        AtomicInteger waiting = new AtomicInteger();
        World world = managers.world(
                answering(request -> {
                    waiting.incrementAndGet();
                    return gate;
                }),
                new ParallelStep("fan", Step.StepSettings.DEFAULT, branches, new Join.All(), null));
        world.start();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(waiting).hasValue(width));

        gate.complete(done(TextNode.valueOf("ok")));
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(managers.journal.persistedInStorage("Run|" + world.key.entityId()))
                .hasSizeLessThan(width / 2);
    }

    @Test
    void aWaitingRunLeavesMemoryAndASignalBringsItOn() {
        World world = managers.world(
                answering(request -> CompletableFuture.completedFuture(done(NullNode.getInstance()))),
                new WaitStep("approval", Step.StepSettings.DEFAULT, new Until.Signalled("go", null)));
        assertThat(world.start().status()).isEqualTo(RunStatus.WAITING);

        assertThat(world.shard.receiveMessage(GENEROUS)).isInstanceOf(ClusterSharding.Passivate.class);
        world.manager.tell(RunMessage.Stop.INSTANCE);
        world.shard.expectTerminated(world.manager, GENEROUS);
        world.manager = world.spawn();
        RunState end =
                world.tell(new RunCommand.Signal("go", new Payload(JsonNodeFactory.instance.objectNode()), "s1"));

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void wordsOfAnAgentReachThoseWhoListenAndNobodyElse() {
        CompletableFuture<AttemptResult> result = new CompletableFuture<>();
        CompletableFuture<AgentConnector.Ear> ear = new CompletableFuture<>();
        World world = managers.world(
                (request, handle) -> new AgentConnector.Call() {
                    @Override
                    public CompletableFuture<AttemptResult> result() {
                        return result;
                    }

                    @Override
                    public void cancel() {}

                    @Override
                    public void listen(AgentConnector.Ear listener) {
                        ear.complete(listener);
                    }
                },
                agentStep("ask", 1));
        world.start();
        ear.join().hears("m0", "nobody listens");
        TestProbe<RunListener.Message> listener = managers.kit.createTestProbe();
        world.manager.tell(new RunMessage.Listen(listener.ref(), world.replies.ref()));
        world.answer();
        int written = world.history().size();

        ear.join().hears("m1", "Good ");
        ear.join().hears("m1", "morning");

        for (String words : List.of("Good ", "morning")) {
            assertThat(listener.receiveMessage(GENEROUS))
                    .isEqualTo(new RunListener.Message.Spoken(new Speech("ask", "m1", words)));
        }
        assertThat(world.history()).hasSize(written);
        result.complete(done(NullNode.getInstance()));
        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
        ear.join().hears("m1", "too late");
        assertThat(world.get().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void anAgentThatIsNotRegisteredFailsTheStepWithAHint() {
        World world = managers.world(
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
        World world = managers.world(
                (request, handle) -> call(new CompletableFuture<>(), cancelled::incrementAndGet), agentStep("a", 1));
        RunState started = world.start();
        String attempt = started.busySteps().stream()
                .map(StepState::lastAttempt)
                .findFirst()
                .orElseThrow();

        assertThat(world.tell(new RunCommand.Cancel("enough")).status()).isEqualTo(RunStatus.CANCELLED);
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(cancelled).hasValue(1));
        world.manager.tell(new RunMessage.Ask(
                new RunCommand.RecordResult(attempt, done(NullNode.getInstance())),
                Principal.ANONYMOUS,
                "late",
                Runs.Detail.ALL,
                world.replies.ref()));

        assertThat(((RunAnswer.Given) world.replies.receiveMessage(GENEROUS)).reply())
                .isInstanceOf(Runs.Reply.Refused.class);
    }

    @Test
    void aRunThatGoesElsewhereLeavesItsAgentsAtWork() {
        AtomicInteger cancelled = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        World world = managers.world(
                (request, handle) -> new AgentConnector.Call() {
                    @Override
                    public CompletionStage<AttemptResult> result() {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public void cancel() {
                        cancelled.incrementAndGet();
                    }

                    @Override
                    public void leave() {
                        left.incrementAndGet();
                    }
                },
                agentStep("a", 1));
        world.start();

        managers.kit.stop(world.manager);

        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(left).hasValue(1));
        assertThat(cancelled).hasValue(0);
    }
}

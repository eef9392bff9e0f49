package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.GENEROUS;
import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.manager.Managers.World;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.pattern.WorkflowStep;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.port.Unstorable;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What callers and runs meet when the store fails, refuses, or belongs to another node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreTroubleTest {

    private final StoreUnavailable gone = new StoreUnavailable("the disk is full", Duration.ofSeconds(7));

    private final UnreadableDefinition newer = new UnreadableDefinition("agent version 2", "it is odd");

    private final Managers managers = new Managers();

    @AfterAll
    void stop() {
        managers.close();
    }

    private World answeringAtOnce(AtomicInteger calls) {
        return managers.world(
                answering(request -> {
                    calls.incrementAndGet();
                    return CompletableFuture.completedFuture(done(TextNode.valueOf("ok")));
                }),
                agentStep("a", 1));
    }

    @Test
    void whoeverStartsARunThatCannotBeWrittenIsToldWhyAndMayRepeatIt() {
        World world = answeringAtOnce(new AtomicInteger());
        managers.journal.failNextPersisted(world.persistenceId(), gone);

        assertThat(((RunAnswer.Failed) world.ask(world.startCommand())).failure())
                .isSameAs(gone);
        assertThat(world.ask(world.startCommand())).isInstanceOf(RunAnswer.Given.class);
        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aResultThatTheStoreRefusesFailsItsAttemptInsteadOfAskingTheAgentForEver() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<AttemptResult> first = new CompletableFuture<>();
        World world = managers.world(
                answering(request -> calls.incrementAndGet() == 1 ? first : new CompletableFuture<>()),
                agentStep("a", 1));
        world.start();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(1));

        managers.journal.rejectNextPersisted(world.persistenceId(), new IOException("not as JSON"));
        world.listenForTheEnd();
        first.complete(done(TextNode.valueOf("poison")));
        // Asked before the manager is restarted, told after it.
        RunState end = world.answer();

        assertThat(Objects.requireNonNull(Objects.requireNonNull(end.end()).error())
                        .kind())
                .isEqualTo(ErrorKind.BUG);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(end.end()).error())
                        .message())
                .contains("cannot be stored", "not as JSON");
    }

    @Test
    void whoeverSendsWhatTheStoreRefusesIsToldAndTheRunIsUnharmed() {
        World world = managers.world(
                answering(request -> new CompletableFuture<>()),
                new WaitStep("hold", Step.StepSettings.DEFAULT, new Until.Signalled("go", null)));
        world.start();
        managers.journal.rejectNextPersisted(world.persistenceId(), new IOException("not as JSON"));

        RunCommand go = new RunCommand.Signal("go", Payload.NULL, null);
        assertThat(((RunAnswer.Failed) world.ask(go)).failure()).isInstanceOf(Unstorable.class);
        assertThat(world.tell(go).status()).isEqualTo(RunStatus.COMPLETED);
    }

    /** The manager knows the store to be away before it writes: the run need not even be read again. */
    @Test
    void whileTheStoreIsAwayTheRunIsShownAndWhatIsKnownIsWrittenWhenItIsBack() {
        AskedOnce agents = new AskedOnce();
        World world = managers.world(
                agents,
                agents.fan(new WaitStep("short", Step.StepSettings.DEFAULT, new Until.Elapsed(Duration.ofMillis(1)))));
        world.start();
        agents.awaitCalls();
        int written = world.history().size();

        managers.store = new StoreHealth.State.Down(Instant.EPOCH, "the disk is full", Duration.ofSeconds(7));
        agents.first.complete(done(TextNode.valueOf("kept")));
        awaitKept();
        assertThat(((RunAnswer.Failed) world.ask(new RunCommand.Pause(null))).failure())
                .hasMessageContaining("the disk is full");
        agents.second.complete(done(TextNode.valueOf("kept, too")));
        assertThat(world.get().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(world.history()).hasSizeLessThanOrEqualTo(written + 1);
        managers.store = new StoreHealth.State.Up(Instant.EPOCH);

        agents.areAskedOnceUntilTheEndOf(world);
    }

    @Test
    void afterAFailedWriteNobodyIsAskedAgainWhetherDoneOrStillAtWork() {
        AskedOnce agents = new AskedOnce();
        World world = managers.world(agents, agents.fan());
        world.start();
        agents.awaitCalls();

        managers.journal.failNextNPersisted(world.persistenceId(), 2, gone);
        agents.first.complete(done(TextNode.valueOf("kept")));
        awaitKept();
        assertThat(world.get().status()).isEqualTo(RunStatus.RUNNING);
        agents.second.complete(done(TextNode.valueOf("still at work")));

        agents.areAskedOnceUntilTheEndOf(world);
    }

    /** The connection broke after the commit, and before the answer. */
    @Test
    void aResultThatWasWrittenAlthoughThatWasNotKnownIsNotWrittenAgain() {
        AskedOnce agents = new AskedOnce();
        World world = managers.world(agents, agents.fan());
        world.start();
        agents.awaitCalls();

        AtomicBoolean lost = new AtomicBoolean();
        managers.journal.withPolicy((run, operation) -> {
            if (run.equals(world.persistenceId())
                    && operation instanceof WriteEvents write
                    && lost.compareAndSet(false, true)) {
                managers.journal.persistForRecovery(run, write.getBatch());
                return StorageFailure.create(gone);
            }
            return ProcessingSuccess.getInstance();
        });
        agents.first.complete(done(TextNode.valueOf("written")));
        awaitKept();
        agents.second.complete(done(TextNode.valueOf("ok")));

        agents.areAskedOnceUntilTheEndOf(world);
        managers.journal.resetPolicy();
    }

    @Test
    void whatThereIsNoRoomForIsAskedForAgainWhenTheStoreIsBack() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<AttemptResult> large = new CompletableFuture<>();
        World world = managers.world(
                answering(request -> calls.incrementAndGet() == 1
                        ? large
                        : CompletableFuture.completedFuture(done(TextNode.valueOf("small")))),
                agentStep("a", 1));
        world.start();
        TestProbe<Void> probe = managers.kit.createTestProbe();
        probe.awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(1));

        managers.store = new StoreHealth.State.Down(Instant.EPOCH, "the disk is full", Duration.ofSeconds(7));
        large.complete(done(TextNode.valueOf("x".repeat((int) Managers.ROOM_BYTES))));
        probe.awaitAssert(
                GENEROUS,
                () -> assertThat(managers.meters
                                .counter("baton.outcomes.dropped")
                                .count())
                        .isEqualTo(1));
        assertThat(world.get().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(calls).hasValue(1);
        managers.store = new StoreHealth.State.Up(Instant.EPOCH);

        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aManagerThatLeavesGivesUpWhatItKeeps() {
        AskedOnce agents = new AskedOnce();
        World world = managers.world(agents, agents.fan());
        world.start();
        agents.awaitCalls();

        managers.store = new StoreHealth.State.Down(Instant.EPOCH, "the disk is full", Duration.ofSeconds(7));
        agents.first.complete(done(TextNode.valueOf("kept")));
        awaitKept();
        managers.kit.stop(world.manager);
        awaitRoom();
        managers.store = new StoreHealth.State.Up(Instant.EPOCH);
        world.manager = world.spawn();

        assertThat(world.get().status()).isEqualTo(RunStatus.RUNNING);
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(agents.calls).hasSize(4));
    }

    @Test
    void aResultThatTheDatabaseRefusesFailsItsAttemptToo() {
        AskedOnce agents = new AskedOnce();
        World world = managers.world(agents, agents.fan());
        world.start();
        agents.awaitCalls();

        managers.journal.failNextPersisted(world.persistenceId(), new Unstorable("no such character", null));
        agents.first.complete(done(TextNode.valueOf("poison")));
        RunState end = world.awaitEnd();

        assertThat(Objects.requireNonNull(Objects.requireNonNull(end.end()).error())
                        .message())
                .contains("cannot be stored", "no such character");
        assertThat(agents.calls).hasSize(2);
    }

    private void awaitKept() {
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(managers.room.taken()).isPositive());
    }

    private void awaitRoom() {
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(managers.room.taken()).isZero());
    }

    /** Two agents, side by side, that remember who was asked. */
    private final class AskedOnce implements AgentCaller {
        final CompletableFuture<AttemptResult> first = new CompletableFuture<>();
        final CompletableFuture<AttemptResult> second = new CompletableFuture<>();
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public AgentConnector.Call call(AttemptRequest request, @Nullable Payload handle) {
            calls.add(request.step());
            return Managers.call(request.step().endsWith("a") ? first : second, () -> {});
        }

        ParallelStep fan(Step... others) {
            Map<String, Step> branches = new LinkedHashMap<>();
            branches.put("a", agentStep("a", 1));
            branches.put("b", agentStep("b", 1));
            for (Step other : others) {
                branches.put(other.id(), other);
            }
            return new ParallelStep("fan", Step.StepSettings.DEFAULT, branches, new Join.All(), null);
        }

        void awaitCalls() {
            managers.kit
                    .createTestProbe()
                    .awaitAssert(GENEROUS, () -> assertThat(calls).hasSize(2));
        }

        /** The store has each result once, and what the manager has made of it is what the store has. */
        void areAskedOnceUntilTheEndOf(World world) {
            RunState end = world.awaitEnd();
            assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(calls).doesNotHaveDuplicates().hasSize(2);
            assertThat(world.history().stream()
                            .filter(RunEvent.StepCompleted.class::isInstance)
                            .map(event -> ((RunEvent.StepCompleted) event).path()))
                    .doesNotHaveDuplicates();
            managers.kit.stop(world.manager);
            world.manager = world.spawn();
            assertThat(world.get()).isEqualTo(end);
            awaitRoom();
        }
    }

    @Test
    void aFencedManagerAsksNoAgentAgainAndLeaves() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<AttemptResult> first = new CompletableFuture<>();
        World world = managers.world(
                answering(request -> {
                    calls.incrementAndGet();
                    return first;
                }),
                agentStep("a", 1));
        world.start();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(1));

        managers.journal.failNextPersisted(world.persistenceId(), new Fenced(3));
        first.complete(done(TextNode.valueOf("late")));

        assertThat(world.shard.receiveMessage(GENEROUS)).isInstanceOf(ClusterSharding.Passivate.class);
        assertThat(calls).hasValue(1);
        assertThat(managers.room.taken()).isZero();
    }

    @Test
    void aRunWhoseDefinitionCannotBeHadRefusesCallersAndGoesOnWhenItCan() {
        CompletableFuture<AttemptResult> answer = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        World world = managers.world(
                answering(request -> {
                    calls.incrementAndGet();
                    return answer;
                }),
                agentStep("a", 1));
        world.start();
        Supplier<CompletionStage<Optional<WorkflowDefinition>>> store = world.definitions;
        world.definitions = () -> CompletableFuture.failedStage(gone);
        world.inMemory = false;
        managers.kit.stop(world.manager);
        world.manager = world.spawn();

        assertThat(((RunAnswer.Failed) world.ask(new RunCommand.Pause(null))).failure())
                .isSameAs(gone);
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(calls).hasValue(2));
        answer.complete(done(TextNode.valueOf("ok")));
        world.definitions = store;

        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void anAttemptWhoseAgentOnlyNewerNodesCanReadStaysOpenUntilItCanBeRead() {
        World world = answeringAtOnce(new AtomicInteger());
        Supplier<AgentDefinition> readable = world.agent;
        world.agent = () -> {
            throw newer;
        };

        assertThat(world.start().status()).isEqualTo(RunStatus.RUNNING);
        world.manager.tell(RunMessage.LoadAgain.INSTANCE);
        assertThat(Objects.requireNonNull(world.get().step("a")).ended()).isFalse();
        world.agent = readable;
        world.manager.tell(RunMessage.LoadAgain.INSTANCE);

        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history()).noneMatch(RunEvent.AttemptFailed.class::isInstance);
    }

    @Test
    void aResultThatLeadsToAWorkflowThatOnlyNewerNodesCanReadIsKeptUntilItCanBeRead() {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        World world = managers.world(
                answering(request -> {
                    calls.incrementAndGet();
                    return CompletableFuture.completedFuture(done(TextNode.valueOf("ok")));
                }),
                agentStep("a", 1),
                child("b"));
        world.known = (name, version) -> {
            asked.incrementAndGet();
            throw newer;
        };

        world.start();
        managers.kit
                .createTestProbe()
                .awaitAssert(GENEROUS, () -> assertThat(asked).hasPositiveValue());
        assertThat(Objects.requireNonNull(world.get().step("a")).ended()).isFalse();
        world.known = (name, version) -> Optional.of(new KnownWorkflows.Known(1, "digest", null));
        world.manager.tell(RunMessage.LoadAgain.INSTANCE);
        managers.kit
                .createTestProbe()
                .awaitAssert(
                        GENEROUS, () -> assertThat(world.history()).anyMatch(RunEvent.ChildStarted.class::isInstance));

        assertThat(calls).hasValue(1);
        assertThat(world.history()).noneMatch(RunEvent.IncidentRaised.class::isInstance);
    }

    @Test
    void whoeverStartsARunThatOnlyNewerNodesCanDecideIsToldSo() {
        World world = managers.world(answering(request -> new CompletableFuture<>()), child("b"));
        world.known = (name, version) -> {
            throw newer;
        };

        assertThat(((RunAnswer.Failed) world.ask(world.startCommand())).failure())
                .isSameAs(newer);
        assertThat(world.history()).isEmpty();
    }

    private static Step child(String id) {
        return new WorkflowStep(id, Step.StepSettings.DEFAULT, "other", null, null, null, ChildRun.ParentClose.CANCEL);
    }

    @Test
    void anEndedStepStillSaysWhoDidIt() {
        World world = answeringAtOnce(new AtomicInteger());
        world.start();
        assertThat(Objects.requireNonNull(world.awaitEnd().step("a")).agent()).isEqualTo("agent");
    }
}

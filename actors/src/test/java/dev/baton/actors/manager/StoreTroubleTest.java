package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.GENEROUS;
import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.manager.Managers.World;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.pattern.WorkflowStep;
import dev.baton.actors.port.Fenced;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
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

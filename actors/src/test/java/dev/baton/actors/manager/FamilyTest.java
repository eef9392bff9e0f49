package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.call;
import static dev.baton.actors.manager.Tree.child;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ChildRun.ParentClose;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Parents and children as managers that tell each other, lose each other's words, and leave memory at bad times. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FamilyTest {

    private static final AgentCaller ADDING =
            answering(request -> CompletableFuture.completedFuture(new AttemptResult.Succeeded(
                    new Payload(IntNode.valueOf(request.input().json().asInt() + 1)), new Usage(1, 0, 0), null)));

    private static final AgentCaller SILENT = (request, handle) -> call(new CompletableFuture<>(), () -> {});

    private static final AgentCaller FAILING = answering(request ->
            CompletableFuture.completedFuture(new AttemptResult.Failed(RunError.of(ErrorKind.REJECTED, "no"), null)));

    private final Managers managers = new Managers();
    private final AtomicInteger trees = new AtomicInteger();

    @AfterAll
    void stop() {
        managers.close();
    }

    /** top -> middle -> leaf, which asks an agent. */
    private Tree chain(AgentCaller agents) {
        return new Tree(managers, "tree" + trees.incrementAndGet(), agents)
                .workflow("top", child("m", "middle"))
                .workflow("middle", child("l", "leaf"))
                .workflow("leaf", agentStep("a", 1));
    }

    private static RunError error(RunState state) {
        return Objects.requireNonNull(Objects.requireNonNull(state.end()).error());
    }

    @Test
    void aTreeOfThreeLevelsGivesItsOutputToTheTopWithTwoWritesForEachRun() {
        Tree tree = chain(ADDING);
        tree.start("", "top");
        RunState end = tree.awaitEnd("");

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(Objects.requireNonNull(end.end()).output()).isEqualTo(new Payload(IntNode.valueOf(2)));
        assertThat(end.usage()).isEqualTo(new Usage(1, 0, 0));
        assertThat(tree.runs()).isEqualTo(3);
        tree.nothingIsLeftToTell();
        for (String run : new String[] {"", ".c1", ".c1.c1"}) {
            assertThat(tree.commits(run)).as("commits of %s", tree.id(run)).hasSize(2);
        }
    }

    @Test
    void aFailureTravelsUpAndNamesEveryRunOnItsWay() {
        Tree tree = chain(FAILING);
        tree.start("", "top");
        RunState end = tree.awaitEnd("");

        assertThat(end.status()).isEqualTo(RunStatus.FAILED);
        assertThat(error(end).kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(error(end).message())
                .contains("child run " + tree.id(".c1") + " ", "child run " + tree.id(".c1.c1") + " ", ": no");
        tree.nothingIsLeftToTell();
    }

    @Test
    void aCancellationTravelsDown() {
        Tree tree = chain(SILENT);
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.history(".c1.c1")).isNotEmpty());
        tree.ask("", new RunCommand.Cancel("enough"));

        assertThat(tree.awaitEnd(".c1").status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(tree.awaitEnd(".c1.c1").status()).isEqualTo(RunStatus.CANCELLED);
        tree.nothingIsLeftToTell();
        assertThat(tree.commits("")).as("what ended it is not told back").hasSize(2);
    }

    @Test
    void anAbandonedChildGoesOn() {
        Tree tree = new Tree(managers, "tree" + trees.incrementAndGet(), SILENT)
                .workflow("top", child("l", "leaf", ParentClose.ABANDON))
                .workflow("leaf", agentStep("a", 1));
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.history(".c1")).isNotEmpty());
        tree.ask("", new RunCommand.Cancel(null));
        tree.nothingIsLeftToTell();
        assertThat(tree.ask(".c1", new RunCommand.Tick()))
                .isInstanceOfSatisfying(
                        Runs.Reply.Done.class,
                        done -> assertThat(done.state().status()).isEqualTo(RunStatus.RUNNING));

        tree.ask(".c1", new RunCommand.Cancel(null));
        tree.nothingIsLeftToTell();
    }

    @Test
    void aTerminationTakesTheWholeTreeAndTheChildrenThatWouldHaveBeenAbandoned() {
        Tree tree = new Tree(managers, "tree" + trees.incrementAndGet(), SILENT)
                .workflow("top", child("m", "middle", ParentClose.ABANDON))
                .workflow("middle", child("l", "leaf"))
                .workflow("leaf", agentStep("a", 1));
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.history(".c1.c1")).isNotEmpty());
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.TERMINATE;
        tree.ask("", new RunCommand.Terminate("enough"));
        tree.killAll();

        tree.lost = delivery -> false;
        tree.wakeSenders();
        assertThat(error(tree.awaitEnd(".c1")).message()).startsWith("terminated: its parent, run " + tree.id(""));
        assertThat(error(tree.awaitEnd(".c1.c1")).message()).startsWith("terminated: ");
        tree.nothingIsLeftToTell();
        assertThat(tree.commits("")).as("what ended it is not told back").hasSize(2);
    }

    @Test
    void aChildThatIsTerminatedByItselfFailsTheStepThatAwaitsIt() {
        Tree tree = chain(SILENT);
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.history(".c1.c1")).isNotEmpty());
        tree.ask(".c1.c1", new RunCommand.Terminate(null));

        assertThat(error(tree.awaitEnd("")).kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(error(tree.awaitEnd(".c1")).message()).endsWith("was terminated");
        tree.nothingIsLeftToTell();
    }

    @Test
    void aStartThatWasWrittenAndNotToldIsToldAfterACrash() {
        Tree tree = chain(ADDING);
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.START;
        tree.start("", "top");
        tree.killAll();
        assertThat(tree.deliveries.open()).hasSize(1);

        tree.lost = delivery -> false;
        tree.wakeSenders();
        assertThat(tree.awaitEnd("").status()).isEqualTo(RunStatus.COMPLETED);
        tree.nothingIsLeftToTell();
    }

    @Test
    void anEndThatWasWrittenAndNotToldIsToldAfterACrashAndCountsOnce() {
        Tree tree = chain(ADDING);
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.END;
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.deliveries.open())
                .contains(new Delivery(tree.id(".c1.c1"), tree.id(".c1"), Delivery.Kind.END)));
        tree.killAll();

        tree.lost = delivery -> false;
        tree.wakeSenders();
        RunState end = tree.awaitEnd("");
        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(end.usage()).isEqualTo(new Usage(1, 0, 0));
        tree.nothingIsLeftToTell();
    }

    @Test
    void aCancellationThatWasWrittenAndNotToldIsToldAfterACrash() {
        Tree tree = chain(SILENT);
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.history(".c1.c1")).isNotEmpty());
        tree.nothingIsLeftToTell();
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.CANCEL;
        tree.ask("", new RunCommand.Cancel(null));
        tree.killAll();

        tree.lost = delivery -> false;
        tree.wakeSenders();
        assertThat(tree.awaitEnd(".c1.c1").status()).isEqualTo(RunStatus.CANCELLED);
        tree.nothingIsLeftToTell();
    }

    @Test
    void aChildThatWasNeverStartedNeedsNoCancellation() {
        Tree tree = chain(SILENT);
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.START;
        tree.start("", "top");
        tree.ask("", new RunCommand.Cancel(null));
        tree.killAll();

        tree.lost = delivery -> false;
        tree.wakeSenders();
        tree.nothingIsLeftToTell();
        assertThat(tree.history(".c1")).isEmpty();
    }

    @Test
    void aRunThatHasTheIdOfAChildAlreadyIsLeftAloneAndTheStepFails() {
        Tree tree = chain(SILENT);
        tree.start(".c1", "leaf");
        tree.start("", "top");
        RunState end = tree.awaitEnd("");

        assertThat(error(end).kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(error(end).message()).contains("child run " + tree.id(".c1"), "could not be started");
        assertThat(tree.history(".c1").stream().filter(RunEvent.RunCancelled.class::isInstance))
                .isEmpty();
        tree.nothingIsLeftToTell();
    }

    @Test
    void aTreeOfAFewHundredRunsCompletesAndFewWritesJoinIt() {
        int width = 15;
        Tree tree = new Tree(managers, "tree" + trees.incrementAndGet(), ADDING)
                .workflow("top", fan("middle", width))
                .workflow("middle", fan("leaf", width))
                .workflow("leaf", agentStep("a", 1));
        tree.start("", "top");
        RunState end = tree.awaitEnd("");

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(tree.runs()).isEqualTo(1 + width + width * width);
        assertThat(end.usage()).isEqualTo(new Usage((long) width * width, 0, 0));
        tree.nothingIsLeftToTell();
        assertThat(tree.history("").stream().filter(RunEvent.ChildEnded.class::isInstance))
                .hasSize(width);
    }

    @Test
    void aTreeOfAFewHundredRunsIsCancelledToTheLastLeaf() {
        int width = 15;
        Tree tree = new Tree(managers, "tree" + trees.incrementAndGet(), SILENT)
                .workflow("top", fan("middle", width))
                .workflow("middle", fan("leaf", width))
                .workflow("leaf", agentStep("a", 1));
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.runs()).isEqualTo(1 + width + width * width));
        tree.ask("", new RunCommand.Cancel(null));

        tree.eventually(() -> {
            for (int middle = 1; middle <= width; middle++) {
                for (int leaf = 1; leaf <= width; leaf++) {
                    assertThat(tree.history(".c" + middle + ".c" + leaf))
                            .last()
                            .isInstanceOf(RunEvent.RunCancelled.class);
                }
            }
        });
        tree.nothingIsLeftToTell();
    }

    private static Step fan(String workflow, int width) {
        Map<String, Step> branches = new LinkedHashMap<>();
        IntStream.range(0, width).forEach(i -> branches.put("b" + i, child("c" + i, workflow)));
        return new ParallelStep("fan", Step.StepSettings.DEFAULT, branches, new Join.All(), null);
    }

    @Test
    void aParentInMemoryTellsAgainWhatWasLost() {
        Tree tree = chain(ADDING);
        AtomicInteger starts = new AtomicInteger();
        tree.lost = delivery -> delivery.kind() == Delivery.Kind.START && starts.incrementAndGet() == 1;
        tree.start("", "top");

        assertThat(tree.awaitEnd("").status()).isEqualTo(RunStatus.COMPLETED);
        tree.nothingIsLeftToTell();
    }

    @Test
    void aParentThatNeverHeardOfTheEndOfItsChildHearsOfItWhenItIsRepaired() {
        Tree tree = chain(ADDING);
        Delivery end = new Delivery(tree.id(".c1.c1"), tree.id(".c1"), Delivery.Kind.END);
        tree.lost = delivery -> delivery.equals(end);
        tree.start("", "top");
        tree.eventually(() -> assertThat(tree.deliveries.open()).contains(end));
        // As if the store had lost it.
        tree.deliveries.settle("default", List.of(end));
        tree.killAll();
        tree.lost = delivery -> false;
        tree.wakeSenders();
        assertThat(tree.history(".c1")).noneMatch(RunEvent.ChildEnded.class::isInstance);

        tree.ask(".c1", new RunCommand.Repair("waiting", null, List.of(tree.id(".c1.c1"))));

        assertThat(tree.awaitEnd("").status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(tree.history(".c1"))
                .contains(new RunEvent.RunRepaired(
                        List.of("it had not heard what became of child run " + tree.id(".c1.c1")),
                        List.of(tree.id(".c1.c1"))));
        tree.nothingIsLeftToTell();
    }

    @Test
    void aChildThatWasNeverStartedIsStartedWhenItsParentIsRepaired() {
        Tree tree = chain(ADDING);
        tree.lost = delivery -> true;
        tree.start("", "top");
        tree.deliveries.settle("default", List.copyOf(tree.deliveries.open()));
        tree.killAll();
        tree.lost = delivery -> false;
        tree.wakeSenders();

        tree.ask("", new RunCommand.Repair("waiting", null, List.of(tree.id(".c1"))));

        assertThat(tree.awaitEnd("").status()).isEqualTo(RunStatus.COMPLETED);
        tree.nothingIsLeftToTell();
    }
}

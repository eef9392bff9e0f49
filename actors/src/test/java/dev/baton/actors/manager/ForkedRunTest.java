package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Usage;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Forks as managers make them: from the journal, with attempts and child runs of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForkedRunTest {

    private static final AgentCaller ADDING =
            answering(request -> CompletableFuture.completedFuture(new AttemptResult.Succeeded(
                    new Payload(IntNode.valueOf(request.input().json().asInt() + 1)), new Usage(1, 0, 0), null)));

    private final Managers managers = new Managers();

    @AfterAll
    void stop() {
        managers.close();
    }

    private Tree tree(String prefix) {
        return new Tree(managers, prefix, ADDING)
                .workflow("top", agentStep("a", 1), Tree.child("c", "leaf"), agentStep("b", 1))
                .workflow("leaf", agentStep("l", 1));
    }

    private static RunCommand.Fork fork(Tree tree, String id, String source, long event, Map<String, Payload> outputs) {
        return new RunCommand.Fork(
                tree.id(id), new Origin(tree.id(source), event), null, outputs, "what if", "request", null);
    }

    @Test
    void aForkDoesTheRestWithTheEditedOutputAndStartsItsOwnChildren() {
        Tree tree = tree("fork1");
        tree.start("", "top");
        assertThat(tree.awaitEnd("").status()).isEqualTo(RunStatus.COMPLETED);
        int before = tree.commits("").size();

        tree.ask("-f", fork(tree, "-f", "", 3, Map.of("a", new Payload(IntNode.valueOf(100)))));
        RunState end = tree.awaitEnd("-f");

        assertThat(end.end()).extracting(one -> one.output()).isEqualTo(new Payload(IntNode.valueOf(102)));
        assertThat(end.step("c"))
                .extracting(step -> Objects.requireNonNull(step.child()).run())
                .isEqualTo(tree.id("-f.c1"));
        assertThat(end.step("b")).extracting(step -> step.lastAttempt()).isEqualTo(tree.id("-f") + "~1");
        assertThat(end.started().origin()).isEqualTo(new Origin(tree.id(""), 3));
        assertThat(tree.commits("")).hasSize(before);
        tree.nothingIsLeftToTell();
    }

    @Test
    void aForkThatIsAskedForTwiceIsOneAlsoAfterALoss() {
        Tree tree = tree("fork2");
        tree.start("", "top");
        tree.awaitEnd("");
        RunCommand.Fork fork = fork(tree, "-f", "", Past.EVERYTHING, Map.of());
        tree.ask("-f", fork);
        tree.killAll();

        assertThat(tree.ask("-f", fork))
                .isInstanceOfSatisfying(
                        Runs.Reply.Done.class,
                        done -> assertThat(done.changed()).isFalse());
        assertThat(tree.awaitEnd("-f").status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void whatIsNotThereCannotBeForked() {
        Tree tree = tree("fork3");
        tree.start("", "top");
        long last = tree.awaitEnd("").lastEvent();

        assertThat(refusal(tree, fork(tree, "-f", "-none", 1, Map.of()))).isEqualTo(Rejection.Code.RUN_NOT_FOUND);
        assertThat(refusal(tree, fork(tree, "-f", "", last + 1, Map.of()))).isEqualTo(Rejection.Code.EVENT_NOT_FOUND);
        assertThat(refusal(tree, fork(tree, "-f", "", last, Map.of("x", new Payload(TextNode.valueOf("y"))))))
                .isEqualTo(Rejection.Code.STEP_NOT_FOUND);
    }

    private static Rejection.Code refusal(Tree tree, RunCommand.Fork fork) {
        assertThat(tree.ask("-f", fork)).isInstanceOf(Runs.Reply.Refused.class);
        return ((Runs.Reply.Refused) tree.ask("-f", fork)).rejection().code();
    }
}

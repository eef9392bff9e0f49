package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.GENEROUS;
import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An attempt that is open and that nobody is at work on, which there should be none of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostWorkerTest {

    private final Managers managers = new Managers();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterAll
    void stop() {
        managers.close();
    }

    /** Answers only the second call. */
    private CompletionStage<AttemptResult> second() {
        return calls.incrementAndGet() == 1
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(done(IntNode.valueOf(1)));
    }

    @Test
    void anAttemptWhoseWorkerIsGoneIsDispatchedAgainWhenItsRunIsLookedAtAndOneThatHasItIsLeftAlone() {
        Managers.World world = managers.world(answering(request -> second()), agentStep("a", 1));
        world.start();
        calledBy(1);
        world.manager.tell(new RunMessage.Wake(null, world.replies.ref()));
        assertThat(world.answer().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(calls).hasValue(1);

        Adapter.toClassic(managers.kit.system())
                .actorSelection(world.manager.path().child(world.key.runId() + "~1"))
                .tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());

        Integer called = managers.kit.createTestProbe().awaitAssert(GENEROUS, () -> {
            world.manager.tell(new RunMessage.Wake(null, world.replies.ref()));
            assertThat(world.answer()).isNotNull();
            assertThat(calls).hasValue(2);
            return calls.get();
        });
        assertThat(called).isEqualTo(2);
        assertThat(world.awaitEnd().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history().stream().filter(RunEvent.AttemptStarted.class::isInstance))
                .as("it is the same attempt")
                .hasSize(1);
        assertThat(managers.meters.counter("baton.runs.repaired").count()).isEqualTo(1);
    }

    private void calledBy(int count) {
        Integer ignored = managers.kit.createTestProbe().awaitAssert(GENEROUS, () -> {
            assertThat(calls).hasValue(count);
            return count;
        });
    }
}

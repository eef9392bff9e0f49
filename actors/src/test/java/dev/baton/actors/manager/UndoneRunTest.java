package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.answering;
import static dev.baton.actors.manager.Managers.done;
import static dev.baton.actors.run.Flow.limited;
import static dev.baton.actors.run.Flow.undoneBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.manager.Managers.World;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is undone, and what times out, by the managers of runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UndoneRunTest {

    private static final CompletableFuture<AttemptResult> NEVER = new CompletableFuture<>();

    private final Managers managers = new Managers();

    @AfterAll
    void stop() {
        managers.close();
    }

    @Test
    void aRunGoesOnBeingUndoneWhereItsManagerWasLost() throws InterruptedException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch undoing = new CountDownLatch(1);
        World world = managers.world(
                answering(request -> {
                    asked.add(request.step() + " " + request.attempt());
                    if (request.step().equals("pay")) {
                        return CompletableFuture.completedFuture(
                                new AttemptResult.Failed(RunError.of(ErrorKind.REJECTED, "no money"), null));
                    }
                    if (request.step().equals("hotel/unhotel") && undoing.getCount() > 0) {
                        undoing.countDown();
                        return NEVER;
                    }
                    return CompletableFuture.completedFuture(done(TextNode.valueOf(request.step())));
                }),
                undoneBy(agentStep("unflight", 1), agentStep("flight", 1)),
                undoneBy(agentStep("unhotel", 1), agentStep("hotel", 1)),
                agentStep("pay", 1));
        world.start();
        assertThat(undoing.await(30, TimeUnit.SECONDS)).isTrue();
        managers.kit.stop(world.manager);

        world.manager = world.spawn();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.COMPENSATED);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(end.end()).error())
                        .message())
                .contains("no money");
        String run = world.key.runId();
        assertThat(asked)
                .containsExactly(
                        "flight " + run + "~1",
                        "hotel " + run + "~2",
                        "pay " + run + "~3",
                        "hotel/unhotel " + run + "~4",
                        "hotel/unhotel " + run + "~4",
                        "flight/unflight " + run + "~5");
    }

    @Test
    void aPatternWhoseTimeIsOverFailsByItself() {
        Step slow = new SequenceStep("slow", Step.StepSettings.DEFAULT, List.of(agentStep("a", 1)));
        World world = managers.world(answering(request -> NEVER), limited(Duration.ofMillis(50), null, slow));

        world.start();
        RunState end = world.awaitEnd();

        assertThat(end.status()).isEqualTo(RunStatus.FAILED);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(end.end()).error())
                        .kind())
                .isEqualTo(ErrorKind.TIMEOUT);
    }
}

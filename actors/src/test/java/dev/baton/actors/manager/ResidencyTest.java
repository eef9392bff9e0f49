package dev.baton.actors.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.baton.actors.manager.Managers.World;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RegionRule;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A run that must stay in its region, in another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResidencyTest {

    private final Managers managers = new Managers();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterAll
    void stop() {
        managers.close();
    }

    private World world() {
        return managers.world(
                Managers.answering(request -> {
                    calls.incrementAndGet();
                    return new CompletableFuture<>();
                }),
                Managers.agentStep("a", 1));
    }

    private static RunCommand.Start start(World world) {
        return new RunCommand.Start(
                world.key.runId(),
                "w",
                1,
                "digest",
                new Payload(IntNode.valueOf(1)),
                Map.of(RegionRule.LABEL, "eu"),
                0,
                null,
                "request",
                null);
    }

    private static Rejection.Code refusal(RunAnswer answer) {
        return ((Runs.Reply.Refused) ((RunAnswer.Given) answer).reply())
                .rejection()
                .code();
    }

    @Test
    void isSeenButNotCarriedOn() {
        World world = world();
        RunState begun = world.tell(start(world));
        assertThat(begun.status()).isEqualTo(RunStatus.RUNNING);
        managers.kit.stop(world.manager);
        int before = calls.get();

        world.manager = world.spawn(new Residency(rule -> !rule.text().equals("eu")));

        assertThat(world.get().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(refusal(world.ask(new RunCommand.Cancel("no more")))).isEqualTo(Rejection.Code.REGION_UNAVAILABLE);
        assertThat(calls).hasValue(before);
    }

    @Test
    void isNotBegun() {
        World world = world();
        managers.kit.stop(world.manager);
        world.manager = world.spawn(new Residency(rule -> false));

        assertThat(refusal(world.ask(start(world)))).isEqualTo(Rejection.Code.REGION_UNAVAILABLE);

        assertThat(world.history()).isEmpty();
    }
}

package dev.baton.actors.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class RollCallTest {

    private final Map<Integer, Integer> asked = new HashMap<>();
    private final List<CompletableFuture<Boolean>> pauses = new ArrayList<>();

    @Test
    void everyShardIsAskedOnce() {
        CompletionStage<Void> all = RollCall.of(run -> answer(run, 0), this::pause, () -> true);

        assertThat(all.toCompletableFuture()).isCompleted();
        assertThat(asked).hasSize(Cells.COUNT);
        assertThat(asked.values()).containsOnly(1);
    }

    @Test
    void oneThatIsSilentIsAskedAgainUntilItAnswers() {
        int silent = 17;

        CompletableFuture<Void> all =
                RollCall.of(run -> answer(run, silent), this::pause, () -> true).toCompletableFuture();
        for (int round = 1; round <= 2; round++) {
            assertThat(all).as("while a shard is silent").isNotDone();
            pauses.removeFirst().complete(true);
        }

        assertThat(all).isCompleted();
        assertThat(asked.get(silent)).isEqualTo(3);
        asked.remove(silent);
        assertThat(asked.values()).as("the others are left alone").containsOnly(1);
    }

    @Test
    void nobodyIsAskedAnyMoreByANodeThatEnds() {
        List<CompletableFuture<Runs.Reply>> open = new ArrayList<>();
        boolean[] ends = {false};
        CompletableFuture<Void> all = RollCall.of(
                        run -> {
                            open.add(new CompletableFuture<>());
                            return open.getLast();
                        },
                        this::pause,
                        () -> !ends[0])
                .toCompletableFuture();
        int asked = open.size();

        ends[0] = true;
        open.forEach(one -> one.completeExceptionally(new AssertionError("too late")));
        pauses.forEach(pause -> pause.complete(true));

        assertThat(all).as("it is over when the last one is").isCompletedExceptionally();
        assertThat(open).hasSize(asked);
    }

    private CompletionStage<?> pause() {
        CompletableFuture<Boolean> pause = new CompletableFuture<>();
        pauses.add(pause);
        return pause;
    }

    /** The silent one answers the third time. */
    private CompletionStage<Runs.Reply> answer(RunKey run, int silent) {
        int cell = Cells.of(run.entityId());
        int times = asked.merge(cell, 1, Integer::sum);
        return silent != 0 && cell == silent && times < 3
                ? CompletableFuture.failedStage(new Runs.Unreachable("It does not answer.", new AssertionError()))
                : CompletableFuture.completedStage(new Runs.Reply.Refused(Deciding.notFound(run)));
    }
}

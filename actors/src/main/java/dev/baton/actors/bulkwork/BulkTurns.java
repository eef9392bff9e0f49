package dev.baton.actors.bulkwork;

import dev.baton.actors.bulk.BulkCommand;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkRequest;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.RunResult;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.Unstorable;
import dev.baton.actors.run.BulkMark;
import dev.baton.actors.run.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of a bulk operation: tells the runs that were taken, notes what became of them, takes the next. What is told
 * twice, because a server was killed in between or another node was as fast, is done once: each run bears the mark of the
 * operation.
 */
final class BulkTurns {

    private static final Logger LOG = LoggerFactory.getLogger(BulkTurns.class);

    /** Runs that are taken at once: events that tell of them stay small. */
    static final int PAGE_MAX = 100;

    /** Runs that are told at the same time. */
    private static final int TOLD_AT_ONCE_MAX = 8;

    /** A run that does not answer is asked this often. */
    private static final int ASKED_MAX = 3;

    /** Characters of a rejection's message that are kept for each run. */
    private static final int MESSAGE_CHARS_MAX = 300;

    private static final String UNREACHABLE = "run-unreachable";

    private final BulkOperations operations;
    private final Runs runs;
    private final RunIndex index;
    private final StoreHealth health;

    BulkTurns(BulkOperations operations, Runs runs, RunIndex index, StoreHealth health) {
        this.operations = operations;
        this.runs = runs;
        this.index = index;
        this.health = health;
    }

    /** How it goes on. */
    sealed interface Next {

        /** With another turn, no earlier than after this time. */
        record After(Duration pause) implements Next {}

        /** It is over, or somebody else has it in hand. */
        record Never() implements Next {}
    }

    /** While the store has more to do than it can, nothing is told. */
    private static final Duration WHILE_BEHIND = Duration.ofSeconds(1);

    CompletionStage<Next> turn(BulkKey key) {
        return operations.get(key).thenCompose(found -> {
            if (found.isEmpty() || found.get().wakeAt() == null) {
                return CompletableFuture.completedFuture(new Next.Never());
            }
            return health.behind()
                    ? CompletableFuture.completedFuture(new Next.After(WHILE_BEHIND))
                    : turn(found.get());
        });
    }

    private CompletionStage<Next> turn(BulkState state) {
        BulkRequest request = state.wanted().request();
        return tellAll(state)
                .thenCompose(results -> page(state)
                        .thenCompose(page -> operations.advance(
                                state.key(),
                                new BulkCommand.Advance(
                                        results,
                                        page.items().stream()
                                                .map(RunIndexRow::runId)
                                                .toList(),
                                        page.next()))))
                .thenApply(reply -> reply instanceof BulkOperations.Reply.Done done && done.changed()
                        ? next(done.state(), request)
                        : new Next.Never());
    }

    private static Next next(BulkState state, BulkRequest request) {
        if (state.end() != null) {
            LOG.info("Bulk operation {} is {}: {}", state.key().id(), state.status(), state.progress());
            return new Next.Never();
        }
        // What is told now was taken now; it is told when those before have had their share of a second.
        return new Next.After(Duration.ofMillis(state.outstanding().size() * 1_000L / request.runsPerSecond()));
    }

    /** The next runs that match; none if the operation takes no more. */
    private CompletionStage<Page<RunIndexRow>> page(BulkState state) {
        BulkRequest request = state.wanted().request();
        boolean last = state.progress().taken() > 0 && state.after() == null;
        if (last || state.stop() != null) {
            return CompletableFuture.completedFuture(new Page<>(List.of(), null));
        }
        @Nullable Cursor after = state.after();
        int limit = Math.clamp(request.runsPerSecond(), 1, PAGE_MAX);
        return index.list(new RunQuery(state.key().tenant(), request.filter(), after, limit));
    }

    /** A few at a time; fails if the store does, and all are told again. */
    private CompletionStage<List<RunResult>> tellAll(BulkState state) {
        Queue<String> left = new ConcurrentLinkedQueue<>(state.outstanding());
        List<CompletableFuture<List<RunResult>>> lanes = new ArrayList<>();
        for (int lane = 0; lane < TOLD_AT_ONCE_MAX; lane++) {
            lanes.add(tellNext(state, left, List.of()).toCompletableFuture());
        }
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        lanes.stream().flatMap(lane -> lane.join().stream()).toList());
    }

    private CompletionStage<List<RunResult>> tellNext(BulkState state, Queue<String> left, List<RunResult> told) {
        String run = left.poll();
        if (run == null) {
            return CompletableFuture.completedFuture(told);
        }
        return tell(state, run, 1).thenCompose(result -> {
            List<RunResult> all = new ArrayList<>(told);
            all.add(result);
            return tellNext(state, left, all);
        });
    }

    private CompletionStage<RunResult> tell(BulkState state, String run, int asked) {
        BulkState.Asked wanted = state.wanted();
        String operation = state.key().id();
        return runs.tell(
                        new RunKey(state.key().tenant(), run),
                        wanted.request().verb().command(),
                        wanted.by(),
                        BulkMark.cause(operation))
                .handle((reply, failure) -> {
                    if (reply != null) {
                        return CompletableFuture.completedFuture(result(run, operation, reply));
                    }
                    Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                            ? wrapped.getCause()
                            : failure;
                    return cause instanceof Runs.Unreachable && asked < ASKED_MAX
                            ? tell(state, run, asked + 1)
                            : failed(run, cause);
                })
                .thenCompose(result -> result);
    }

    private static RunResult result(String run, String operation, Runs.Reply reply) {
        return switch (reply) {
            case Runs.Reply.Done done ->
                RunResult.of(
                        run, BulkMark.isOn(done.state(), operation) ? RunResult.Kind.DONE : RunResult.Kind.UNCHANGED);
            case Runs.Reply.Refused refused -> refused(run, refused.rejection());
        };
    }

    private static RunResult refused(String run, Rejection rejection) {
        return new RunResult(run, RunResult.Kind.REFUSED, rejection.code().code(), cut(rejection.message()));
    }

    /** What the store cannot take now is no result of the run: it is told again. */
    private static CompletionStage<RunResult> failed(String run, Throwable cause) {
        if (cause instanceof Runs.Unreachable) {
            return failed(run, UNREACHABLE, cause);
        }
        if (cause instanceof Unstorable) {
            return failed(run, "unstorable", cause);
        }
        if (cause instanceof StoreException) {
            return CompletableFuture.failedFuture(cause);
        }
        LOG.error("Run {} met a defect in a bulk operation", run, cause);
        return failed(run, "internal", cause);
    }

    private static CompletionStage<RunResult> failed(String run, String code, Throwable cause) {
        return CompletableFuture.completedFuture(
                new RunResult(run, RunResult.Kind.FAILED, code, cut(String.valueOf(cause.getMessage()))));
    }

    private static String cut(String message) {
        return message.length() <= MESSAGE_CHARS_MAX ? message : message.substring(0, MESSAGE_CHARS_MAX);
    }
}

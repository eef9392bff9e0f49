package dev.baton.actors.manager;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every shard answer once. A shard is given a place by the first message to it, one shard after the other, which all
 * nodes have to hear of: left to the first runs of a cluster, or of a region that takes another's over, these would
 * wait for many seconds.
 *
 * <p>Asked is a run in each cell that cannot be, as its tenant has a name that no tenant has; it needs no claim to its cell.
 */
final class RollCall {

    private static final Logger LOG = LoggerFactory.getLogger(RollCall.class);
    private static final String NOBODY = "~";

    /** Who waits asks the keeper of all places again and again: more at a time would keep it busy with that. */
    private static final int AT_ONCE = 8;

    private static final List<RunKey> ABSENT = oneInEachCell();

    private static List<RunKey> oneInEachCell() {
        RunKey[] found = new RunKey[Cells.COUNT];
        int open = Cells.COUNT;
        for (int number = 0; open > 0; number++) {
            RunKey run = new RunKey(NOBODY, Integer.toString(number));
            int cell = Cells.of(run.entityId());
            if (found[cell] == null) {
                found[cell] = run;
                open--;
            }
        }
        return Arrays.asList(found);
    }

    private final ConcurrentLinkedQueue<RunKey> open = new ConcurrentLinkedQueue<>(ABSENT);
    private final Function<RunKey, CompletionStage<Runs.Reply>> ask;
    private final Supplier<CompletionStage<?>> pause;
    private final BooleanSupplier goesOn;

    private RollCall(
            Function<RunKey, CompletionStage<Runs.Reply>> ask,
            Supplier<CompletionStage<?>> pause,
            BooleanSupplier goesOn) {
        this.ask = ask;
        this.pause = pause;
        this.goesOn = goesOn;
    }

    /**
     * Completes when all have answered, and fails when no more are asked. One that has not answered is asked again.
     *
     * @param ask a run for how it is
     * @param pause before one is asked again; nobody is, if it fails
     * @param goesOn whether more are to be asked
     */
    static CompletionStage<Void> of(
            Function<RunKey, CompletionStage<Runs.Reply>> ask,
            Supplier<CompletionStage<?>> pause,
            BooleanSupplier goesOn) {
        RollCall call = new RollCall(ask, pause, goesOn);
        return CompletableFuture.allOf(IntStream.range(0, AT_ONCE)
                .mapToObj(ignored -> call.oneAfterTheOther().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> oneAfterTheOther() {
        RunKey next = open.poll();
        if (next == null) {
            return CompletableFuture.completedStage(null);
        }
        return goesOn.getAsBoolean()
                ? ask.apply(next)
                        .handle((answer, failure) -> failure == null ? oneAfterTheOther() : again(next, failure))
                        .thenCompose(rest -> rest)
                : CompletableFuture.failedStage(new CancellationException("No more shards are called."));
    }

    private CompletionStage<Void> again(RunKey silent, Throwable failure) {
        LOG.info(
                "Shard {} has not answered, so it is called again: {}",
                Cells.of(silent.entityId()),
                failure.getMessage());
        return pause.get().thenCompose(over -> {
            open.add(silent);
            return oneAfterTheOther();
        });
    }

    static boolean isFor(RunKey run) {
        return run.tenant().equals(NOBODY);
    }

    /** Answers in place of the run that is not there. */
    static Behavior<RunMessage> behavior(RunKey run, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.receive(RunMessage.class)
                .onMessage(RunMessage.Get.class, get -> {
                    get.replyTo().tell(new RunAnswer.Given(new Runs.Reply.Refused(Deciding.notFound(run))));
                    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
                    return Behaviors.same();
                })
                .onMessage(RunMessage.Stop.class, stop -> Behaviors.stopped())
                .onAnyMessage(other -> Behaviors.same())
                .build());
    }
}

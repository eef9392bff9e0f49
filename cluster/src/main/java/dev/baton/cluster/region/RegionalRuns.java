package dev.baton.cluster.region;

import dev.baton.actors.manager.Relatives;
import dev.baton.actors.manager.RunAnswer;
import dev.baton.actors.manager.RunMessage;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.cluster.region.RegionMap.Place;
import dev.baton.persistence.codec.Formats;
import dev.baton.persistence.codec.WireCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of all regions. What concerns a run that is here is done here; else it is passed on to the region that has it,
 * and again while the run is on its way from one to another. Every command may be repeated, so that does no harm.
 */
final class RegionalRuns implements Runs, Relatives {

    /** Until the answer; after that it is not known what became of the command. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Between two tries. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Who waits for an end asks again so often. */
    private static final Duration WAIT_SLICE = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ShardedRuns here;
    private final RegionMap map;
    private final RegionLink link;
    private final RunHistory history;
    private final InstantSource clock;
    private final WireCodec codec;
    private final ActorRef<RunAnswer> nobody;
    private final Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);

    RegionalRuns(
            ActorSystem<?> system,
            ShardedRuns here,
            RegionMap map,
            RegionLink link,
            RunHistory history,
            Formats formats,
            InstantSource clock) {
        this.clock = clock;
        this.here = here;
        this.map = map;
        this.link = link;
        this.history = history;
        this.codec = new WireCodec(ActorRefResolver.get(system), formats);
        this.nobody = system.ignoreRef();
    }

    @Override
    public CompletionStage<Reply> tell(RunKey run, RunCommand command, Principal by, String cause, Detail detail) {
        return ask(run, replyTo -> new RunMessage.Ask(command, by, cause, detail, replyTo), PATIENCE);
    }

    /** A region that is lost does not answer; but the store knows what it has written. */
    @Override
    public CompletionStage<Reply> get(RunKey run, Detail detail) {
        if (!(map.of(run) instanceof Place.There there)) {
            return ask(run, replyTo -> new RunMessage.Get(detail, replyTo), PATIENCE);
        }
        return passOn(there, run, replyTo -> new RunMessage.Get(detail, replyTo), PATIENCE)
                .thenCompose(answer -> here.reply(run, answer))
                .handle((reply, failure) -> failure == null
                        ? CompletableFuture.completedStage(reply)
                        : here.read(run)
                                .<Reply>thenApply(state -> state.exists()
                                        ? new Reply.Done(state, false)
                                        : new Reply.Refused(new Rejection(
                                                Rejection.Code.RUN_NOT_FOUND, "There is no run " + run.runId() + "."))))
                .thenCompose(reply -> reply);
    }

    @Override
    public CompletionStage<Reply> awaitEnd(RunKey run, Duration patience, Detail detail) {
        if (map.of(run) instanceof Place.Here) {
            return here.awaitEnd(run, patience, detail);
        }
        long until = System.nanoTime() + patience.toNanos();
        Duration slice = patience.compareTo(WAIT_SLICE) > 0 ? WAIT_SLICE : patience;
        return ask(
                        run,
                        replyTo -> new RunMessage.AwaitEnd(clock.instant().plus(slice), detail, replyTo),
                        slice.plus(GRACE))
                .handle((reply, late) -> reply)
                .thenCompose(reply -> {
                    boolean over = reply instanceof Reply.Refused
                            || (reply instanceof Reply.Done done && done.state().ended());
                    Duration rest = Duration.ofNanos(until - System.nanoTime());
                    if (over) {
                        return CompletableFuture.completedStage(reply);
                    }
                    return rest.isPositive() ? awaitEnd(run, rest, detail) : get(run, detail);
                });
    }

    /** Of a run elsewhere the listener hears from the store. */
    @Override
    public CompletionStage<Runnable> listen(RunKey run, RunEar ear) {
        if (map.of(run) instanceof Place.Here) {
            return here.listen(run, ear);
        }
        return here.read(run).thenApply(state -> {
            HistoryListener reading = new HistoryListener(history, run, state.lastEvent(), ear);
            reading.look();
            return reading::stop;
        });
    }

    private CompletionStage<Reply> ask(
            RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, Duration patience) {
        return ask(run, message, System.nanoTime() + patience.toNanos()).thenCompose(answer -> here.reply(run, answer));
    }

    private CompletionStage<RunAnswer> ask(RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, long until) {
        Duration rest = Duration.ofNanos(Math.max(until - System.nanoTime(), GRACE.toNanos()));
        return switch (map.of(run)) {
            case Place.Here ignored ->
                here.question(run, message, rest)
                        .thenCompose(answer -> isFenced(answer)
                                ? again(run, message, until, "its cell has just left this region")
                                : CompletableFuture.completedStage(answer));
            case Place.Moving ignored -> again(run, message, until, "it is on its way to another region");
            case Place.There there ->
                passOn(there, run, message, rest)
                        .handle((answer, failure) -> failure == null && !isFenced(answer)
                                ? CompletableFuture.completedStage(answer)
                                : again(run, message, until, why(there, failure)))
                        .thenCompose(answer -> answer);
        };
    }

    private static String why(Place.There there, @Nullable Throwable failure) {
        return failure == null ? "region " + there.region().name() + " has just lost it" : message(failure);
    }

    private static String message(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? String.valueOf(wrapped.getCause().getMessage())
                : String.valueOf(failure.getMessage());
    }

    /** Nothing was written: somebody else has the cell. */
    private static boolean isFenced(RunAnswer answer) {
        return answer instanceof RunAnswer.Failed failed && failed.failure() instanceof Fenced;
    }

    private CompletionStage<RunAnswer> again(
            RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, long until, String why) {
        if (System.nanoTime() + PAUSE.toNanos() >= until) {
            return CompletableFuture.failedStage(new Unreachable(
                    "Run " + run.runId() + " cannot be reached: " + why, new IllegalStateException(why)));
        }
        return CompletableFuture.supplyAsync(map::refresh, later)
                .thenCompose(read -> read)
                .handle((read, unknown) -> ask(run, message, until))
                .thenCompose(answer -> answer);
    }

    private CompletionStage<RunAnswer> passOn(
            Place.There there, RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, Duration patience) {
        return passOn(there, run, made(message), patience).thenApply(RunAnswer.class::cast);
    }

    private RunMessage made(Function<ActorRef<RunAnswer>, RunMessage> message) {
        try {
            return message.apply(nobody);
        } catch (Exception e) {
            throw new IllegalStateException("a message cannot be made", e);
        }
    }

    private CompletionStage<Object> passOn(Place.There there, RunKey run, RunMessage message, Duration patience) {
        RegionLink.Message form = new RegionLink.Message(WireCodec.manifest(message), codec.encode(message));
        return link.call(there.region(), run.entityId(), form, patience).thenApply(this::decoded);
    }

    private Object decoded(RegionLink.Message message) {
        try {
            return codec.decode(message.kind(), message.body());
        } catch (IOException e) {
            throw new UncheckedIOException("the answer of another region cannot be read", e);
        }
    }

    /** What one run has to tell another; whoever tells it does so again until it is heard. */
    @Override
    public void tell(RunKey run, RunMessage message) {
        if (map.of(run) instanceof Place.There there && message instanceof RunMessage.Told told) {
            passOn(there, run, told, PATIENCE)
                    .whenComplete((answer, failure) -> told.replyTo()
                            .tell(
                                    answer instanceof RunMessage.Heard heard
                                            ? heard
                                            : new RunMessage.Heard(
                                                    told.delivery(), RunMessage.Heard.Answer.LATER, "")));
        } else {
            here.tell(run, message);
        }
    }

    /**
     * Has a message of another region answered by a run of this one.
     *
     * @throws IOException if it cannot be read, or is none that a region may send
     */
    CompletionStage<RegionLink.Message> answer(RunKey run, RegionLink.Message message) throws IOException {
        return answer(run, codec.decode(message.kind(), message.body()))
                .thenApply(answer -> new RegionLink.Message(WireCodec.manifest(answer), codec.encode(answer)));
    }

    private CompletionStage<Object> answer(RunKey run, Object message) throws IOException {
        return switch (message) {
            case RunMessage.Ask ask ->
                question(
                        run,
                        replyTo -> new RunMessage.Ask(ask.command(), ask.by(), ask.cause(), ask.detail(), replyTo),
                        PATIENCE);
            case RunMessage.Get get -> question(run, replyTo -> new RunMessage.Get(get.detail(), replyTo), PATIENCE);
            case RunMessage.AwaitEnd wait ->
                question(
                        run,
                        replyTo -> new RunMessage.AwaitEnd(wait.until(), wait.detail(), replyTo),
                        WAIT_SLICE.plus(GRACE));
            case RunMessage.Told told ->
                here.<RunMessage>question(
                                run,
                                replyTo -> new RunMessage.Told(
                                        told.delivery(), told.command(), told.by(), told.cause(), replyTo),
                                PATIENCE)
                        .thenApply(heard -> heard);
            default ->
                throw new IOException(
                        "regions do not send " + message.getClass().getSimpleName());
        };
    }

    private CompletionStage<Object> question(
            RunKey run, Function<ActorRef<RunAnswer>, RunMessage> message, Duration patience) {
        return here.question(run, message, patience).thenApply(answer -> answer);
    }
}

package dev.baton.actors.manager;

import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Looks for runs that nothing will wake, which there should be none of: goes through the index, a page at a time, round
 * and round, each node for its own cells. A run whose row looks wrong twice is asked, and puts itself right.
 */
public final class StuckRuns {

    /** Rows of the index that are looked at at once. */
    static final int PAGE = 200;

    /** Runs of which it is looked at once whether they are in the index. */
    static final int HISTORIES = 50;

    /** What a run that is not in the index is shown as. */
    private static final String UNLISTED = "missing";

    /** Runs that are suspected at the same time; the next round finds the others. */
    static final int SUSPECTS_MAX = 1_000;

    /** Suspected runs that are looked at again at once. */
    static final int CHECKS_MAX = 50;

    private static final List<RunStatus> ROUND = List.of(RunStatus.WAITING, RunStatus.PAUSED, RunStatus.RUNNING);

    public sealed interface Message {}

    private enum Look implements Message {
        INSTANCE
    }

    private record Read(
            @Nullable List<RunIndexRow> rows, @Nullable Throwable failure) implements Message {}

    private record Checked(
            RunKey run, @Nullable Finding finding, @Nullable Throwable failure) implements Message {}

    private record Looked(
            RunIndex.@Nullable Unlisted unlisted, @Nullable Throwable failure) implements Message {}

    private record Woken(
            RunIndexRow row,
            Runs.@Nullable Reply reply,
            @Nullable Throwable failure) implements Message {}

    private record Asked(
            RunKey run,
            Runs.@Nullable Reply reply,
            @Nullable Throwable failure) implements Message {}

    /** @param children that it waits for and that are over, or never began */
    private record Finding(RunIndexRow row, List<String> children) {}

    private final ActorContext<Message> context;
    private final ShardedRuns runs;
    private final Territory territory;
    private final RunIndex index;
    private final RunMetrics metrics;
    private final InstantSource clock;

    /** Whether it was asked already, and is stuck still. */
    private final Map<RunKey, Boolean> suspects = new LinkedHashMap<>();

    /** Suspects that are being looked at, or asked: what is known of them may be out of date. */
    private final Set<RunKey> underWay = new HashSet<>();

    private int status;
    private @Nullable RunIndexRow last;
    private @Nullable RunKey lastHistory;
    private boolean reading;

    /** @param interval between two pages */
    public static Behavior<Message> create(
            ShardedRuns runs,
            Territory territory,
            RunIndex index,
            Duration interval,
            RunMetrics metrics,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new StuckRuns(context, timers, runs, territory, index, interval, metrics, clock).behavior()));
    }

    private StuckRuns(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ShardedRuns runs,
            Territory territory,
            RunIndex index,
            Duration interval,
            RunMetrics metrics,
            InstantSource clock) {
        this.context = context;
        this.runs = runs;
        this.territory = territory;
        this.index = index;
        this.metrics = metrics;
        this.clock = clock;
        timers.startTimerWithFixedDelay(Look.INSTANCE, Look.INSTANCE, interval);
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Read.class, this::onRead)
                .onMessage(Checked.class, this::onChecked)
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Woken.class, this::onWoken)
                .onMessage(Asked.class, this::onAsked)
                .build();
    }

    private Behavior<Message> onLook() {
        suspects.keySet().removeIf(run -> !territory.held().contains(run));
        count();
        suspects.keySet().stream()
                .filter(run -> !underWay.contains(run))
                .limit(CHECKS_MAX)
                .toList()
                .forEach(this::check);
        if (!reading) {
            reading = true;
            if (status < ROUND.size()) {
                context.pipeToSelf(index.live(ROUND.get(status).code(), last, PAGE), Read::new);
            } else {
                status = 0;
                context.pipeToSelf(index.unlisted(lastHistory, HISTORIES), Looked::new);
            }
        }
        return Behaviors.same();
    }

    /** Once in each round: there are many more histories than runs that go on. */
    private Behavior<Message> onLooked(Looked looked) {
        reading = false;
        RunIndex.Unlisted found = looked.unlisted();
        if (found == null) {
            context.getLog().debug("The journal did not say which runs there are; asking again", looked.failure());
            return Behaviors.same();
        }
        lastHistory = found.last();
        for (RunKey run : found.runs()) {
            if (territory.held().contains(run) && underWay.add(run)) {
                ask(run, new RunCommand.Repair(UNLISTED, null, List.of()));
            }
        }
        return Behaviors.same();
    }

    private Behavior<Message> onRead(Read page) {
        reading = false;
        List<RunIndexRow> rows = page.rows();
        if (rows == null) {
            context.getLog().debug("The index did not say which runs there are; asking again", page.failure());
            return Behaviors.same();
        }
        if (rows.size() < PAGE) {
            last = null;
            status++;
        } else {
            last = rows.getLast();
        }
        Instant now = clock.instant();
        rows.stream().filter(row -> territory.held().contains(key(row))).forEach(row -> look(row, now));
        return Behaviors.same();
    }

    private void look(RunIndexRow row, Instant now) {
        if (row.status().equals(RunStatus.RUNNING.code())) {
            if (row.updatedAt().isBefore(now.minus(Suspicion.PATIENCE))) {
                wake(row);
            }
        } else if (Suspicion.isRaisedBy(row, now)
                || !Suspicion.children(row, now).isEmpty()) {
            suspect(key(row));
        }
    }

    /** A run that works is in memory, and this costs nothing; if it is not, it goes on with this. */
    private void wake(RunIndexRow row) {
        context.pipeToSelf(runs.wake(key(row), null), (reply, failure) -> new Woken(row, reply, failure));
    }

    private Behavior<Message> onWoken(Woken woken) {
        if (!(woken.reply() instanceof Runs.Reply.Done done)) {
            isStuck(key(woken.row()), woken.reply(), woken.failure());
        } else if (done.state().status() != RunStatus.RUNNING) {
            suspect(key(woken.row()));
        }
        return Behaviors.same();
    }

    private void suspect(RunKey run) {
        if (suspects.size() < SUSPECTS_MAX) {
            suspects.putIfAbsent(run, false);
        }
    }

    /** Once more, some time later: whatever was under way is through by now. */
    private void check(RunKey run) {
        underWay.add(run);
        // The next ones come first the next time.
        suspects.put(run, Boolean.TRUE.equals(suspects.remove(run)));
        Instant now = clock.instant();
        CompletionStage<Checked> checked = index.get(run)
                .thenCompose(row -> finding(row, now))
                .thenApply(finding -> new Checked(run, finding.orElse(null), null));
        context.pipeToSelf(checked, (done, failure) -> done == null ? new Checked(run, null, failure) : done);
    }

    private CompletionStage<Optional<Finding>> finding(Optional<RunIndexRow> found, Instant now) {
        if (found.isEmpty() || found.get().endedAt() != null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        RunIndexRow row = found.get();
        List<String> children = Suspicion.children(row, now);
        CompletionStage<List<String>> lost = children.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : index.among(row.tenant(), children).thenApply(rows -> Suspicion.lost(children, rows, now));
        boolean stale = row.status().equals(RunStatus.RUNNING.code());
        return lost.thenApply(over -> stale || Suspicion.isRaisedBy(row, now) || !over.isEmpty()
                ? Optional.of(new Finding(row, over))
                : Optional.empty());
    }

    private Behavior<Message> onChecked(Checked checked) {
        Finding finding = checked.finding();
        if (finding != null) {
            RunIndexRow row = finding.row();
            ask(checked.run(), new RunCommand.Repair(row.status(), row.wakeAt(), finding.children()));
            return Behaviors.same();
        }
        underWay.remove(checked.run());
        if (checked.failure() == null) {
            suspects.remove(checked.run());
        }
        return Behaviors.same();
    }

    private void ask(RunKey run, RunCommand.Repair repair) {
        context.pipeToSelf(
                runs.tell(run, repair, Principal.SYSTEM, "audit"), (reply, failure) -> new Asked(run, reply, failure));
    }

    private Behavior<Message> onAsked(Asked asked) {
        underWay.remove(asked.run());
        if (!(asked.reply() instanceof Runs.Reply.Done done)) {
            isStuck(asked.run(), asked.reply(), asked.failure());
            return Behaviors.same();
        }
        if (done.changed()) {
            context.getLog().warn("Run {} was stuck, and is put right: its history says what was wrong", asked.run());
            metrics.repaired();
        }
        suspects.remove(asked.run());
        count();
        return Behaviors.same();
    }

    private void isStuck(RunKey run, Runs.@Nullable Reply reply, @Nullable Throwable failure) {
        if (Boolean.TRUE.equals(suspects.get(run)) || (!suspects.containsKey(run) && suspects.size() >= SUSPECTS_MAX)) {
            return;
        }
        suspects.put(run, true);
        count();
        String why = reply instanceof Runs.Reply.Refused refused
                ? refused.rejection().message()
                : String.valueOf(failure);
        context.getLog().error("Run {} is stuck and cannot be put right: {}", run, why);
    }

    private void count() {
        metrics.stuck(suspects.values().stream().filter(stuck -> stuck).count());
    }

    private static RunKey key(RunIndexRow row) {
        return new RunKey(row.tenant(), row.runId());
    }
}

package dev.baton.http.fake;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.manager.Pasts;
import dev.baton.actors.manager.Waits;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs that live in a map: the real decider and fold, one command at a time. */
public final class MemoryRuns implements Runs, RunHistory {

    private static final class Run {
        private RunState state = RunState.EMPTY;
        private final List<Commit> commits = new ArrayList<>();
        private final List<RunEar> listeners = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
    }

    private final Map<RunKey, Run> runs = new ConcurrentHashMap<>();
    private final MemoryDefinitions definitions;
    private final AtomicInteger heldStarts = new AtomicInteger();
    private volatile CompletableFuture<Void> starts = CompletableFuture.completedFuture(null);

    /** Thrown by whatever is asked next, if set. */
    public volatile @Nullable RuntimeException failure;

    /** Listeners hear nothing while this is set, as when the run's node was lost. */
    public volatile boolean deaf;

    public MemoryRuns(MemoryDefinitions definitions) {
        this.definitions = definitions;
    }

    public void forget(String id) {
        runs.remove(new RunKey("default", id));
    }

    public int count() {
        return (int) runs.values().stream().filter(run -> run.state.exists()).count();
    }

    public int listeners(RunKey key) {
        Run run = runs.get(key);
        return run == null ? 0 : run.listeners.size();
    }

    public long events() {
        return runs.values().stream().mapToLong(run -> run.state.lastEvent()).sum();
    }

    public RunState state(String id) {
        return Objects.requireNonNull(runs.get(new RunKey("default", id))).state;
    }

    private @Nullable CompletionStage<Reply> failed() {
        RuntimeException thrown = failure;
        return thrown == null ? null : CompletableFuture.failedFuture(thrown);
    }

    /** Starts are not acknowledged until what is returned completes. */
    public CompletableFuture<Void> holdStarts() {
        starts = new CompletableFuture<>();
        return starts;
    }

    public int heldStarts() {
        return heldStarts.get();
    }

    @Override
    public CompletionStage<Reply> tell(RunKey key, RunCommand command, Principal by, String cause, Detail detail) {
        CompletionStage<Reply> failed = failed();
        if (failed != null) {
            return failed;
        }
        if (command instanceof RunCommand.Fork fork && fork.past() == null && !runs.containsKey(key)) {
            RunKey source = new RunKey(key.tenant(), fork.origin().run());
            return Pasts.read(this, source, fork.unread()).thenCompose(past -> {
                Rejection unfit = Pasts.unfit(past, fork.origin());
                return unfit == null
                        ? tell(key, fork.from(past), by, cause, detail)
                        : CompletableFuture.completedFuture(new Reply.Refused(unfit));
            });
        }
        if (command instanceof RunCommand.Start && !starts.isDone()) {
            heldStarts.incrementAndGet();
            return starts.thenCompose(released -> tell(key, command, by, cause, detail));
        }
        Run run = command instanceof RunCommand.Start || command instanceof RunCommand.Fork
                ? runs.computeIfAbsent(key, ignored -> new Run())
                : runs.getOrDefault(key, new Run());
        return CompletableFuture.completedFuture(seen(tell(run, command, by, cause), detail));
    }

    private Reply tell(Run run, RunCommand command, Principal by, String cause) {
        synchronized (run) {
            String digest = command instanceof RunCommand.Start start
                    ? start.digest()
                    : command instanceof RunCommand.Fork fork && fork.past() != null
                            ? fork.past().state().started().digest()
                            : run.state.exists() ? run.state.started().digest() : "";
            if (digest.isEmpty()) {
                return new Reply.Refused(new Rejection(Rejection.Code.RUN_NOT_FOUND, "There is no such run."));
            }
            RunDecider decider = new RunDecider(
                    definitions.byDigest(digest).plan(),
                    KnownWorkflows.NONE,
                    other -> definitions.withDigest(other).map(WorkflowDefinition::plan));
            Commit header =
                    new Commit("default", "dev", by, Instant.now(), cause, run.state.lastEvent() + 1, List.of(), null);
            return switch (decider.decide(run.state, command, header)) {
                case Outcome.Refused refused -> new Reply.Refused(refused.rejection());
                case Outcome.Accepted accepted -> accept(run, header, accepted);
            };
        }
    }

    private Reply accept(Run run, Commit header, Outcome.Accepted accepted) {
        run.state = accepted.next();
        if (accepted.events().isEmpty()) {
            return new Reply.Done(run.state, false);
        }
        Commit commit = new Commit(
                header.tenant(),
                header.environment(),
                header.by(),
                header.at(),
                header.cause(),
                header.firstEvent(),
                accepted.events(),
                null);
        run.commits.add(commit);
        if (!deaf) {
            run.listeners.forEach(listener -> listener.hears(commit));
        }
        if (run.state.ended()) {
            run.ended.complete(null);
        }
        return new Reply.Done(run.state, true);
    }

    @Override
    public CompletionStage<Reply> get(RunKey key, Detail detail) {
        CompletionStage<Reply> failed = failed();
        return failed == null ? CompletableFuture.completedFuture(seen(now(key), detail)) : failed;
    }

    private static Reply seen(Reply reply, Detail detail) {
        return reply instanceof Reply.Done(RunState state, boolean changed)
                ? new Reply.Done(detail.of(state), changed)
                : reply;
    }

    private Reply now(RunKey key) {
        Run run = runs.get(key);
        return run == null || !run.state.exists()
                ? new Reply.Refused(new Rejection(Rejection.Code.RUN_NOT_FOUND, "There is no run " + key.runId() + "."))
                : new Reply.Done(run.state, false);
    }

    @Override
    public CompletionStage<Reply> awaitEnd(RunKey key, Duration patience, Detail detail) {
        Run run = runs.get(key);
        return run == null
                ? get(key, detail)
                : run.ended
                        .copy()
                        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                        .thenCompose(ignored -> get(key, detail));
    }

    public void say(RunKey key, Speech speech) {
        Objects.requireNonNull(runs.get(key)).listeners.forEach(listener -> listener.hears(speech));
    }

    @Override
    public CompletionStage<Runnable> listen(RunKey key, RunEar listener) {
        Run run = Objects.requireNonNull(runs.get(key));
        run.listeners.add(listener);
        return CompletableFuture.completedFuture(() -> run.listeners.remove(listener));
    }

    @Override
    public CompletionStage<List<Commit>> commits(RunKey key, long afterEvent, int limit) {
        Run run = runs.get(key);
        if (run == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        synchronized (run) {
            return CompletableFuture.completedFuture(run.commits.stream()
                    .filter(commit -> commit.lastEvent() > afterEvent)
                    .limit(limit)
                    .toList());
        }
    }

    /** The same runs, as lists and searches see them. */
    public RunIndex index() {
        return new MemoryIndex();
    }

    private final class MemoryIndex implements RunIndex {

        @Override
        public CompletionStage<Optional<RunIndexRow>> get(RunKey key) {
            return now(key) instanceof Reply.Done done
                    ? CompletableFuture.completedFuture(Optional.of(row(done.state())))
                    : CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Page<RunIndexRow>> list(RunQuery query) {
            List<RunIndexRow> rows = matching(query.filter())
                    .filter(row -> query.after() == null || NEWEST_FIRST.compare(cursor(row), query.after()) > 0)
                    .sorted((one, other) -> NEWEST_FIRST.compare(cursor(one), cursor(other)))
                    .limit(query.limit() + 1L)
                    .toList();
            boolean more = rows.size() > query.limit();
            List<RunIndexRow> shown = more ? rows.subList(0, query.limit()) : rows;
            return CompletableFuture.completedFuture(
                    new Page<>(shown, more ? cursor(shown.get(shown.size() - 1)) : null));
        }

        @Override
        public CompletionStage<Map<String, Long>> count(String tenant, RunFilter filter, int max) {
            return CompletableFuture.completedFuture(matching(filter)
                    .limit(max)
                    .collect(Collectors.groupingBy(RunIndexRow::status, Collectors.counting())));
        }

        private Stream<RunIndexRow> matching(RunFilter filter) {
            return runs.values().stream()
                    .filter(run -> run.state.exists())
                    .map(run -> row(run.state))
                    .filter(row -> matches(row, filter) && isBelow(row.lineage(), filter));
        }

        private static boolean matches(RunIndexRow row, RunFilter filter) {
            return (filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
                    && (filter.workflow() == null || filter.workflow().equals(row.workflow()))
                    && (filter.version() == null || filter.version() == row.version())
                    && (filter.errorKind() == null || filter.errorKind().equals(row.errorKind()))
                    && row.labels().entrySet().containsAll(filter.labels().entrySet())
                    && (filter.startedAfter() == null || row.startedAt().isAfter(filter.startedAfter()))
                    && (filter.startedBefore() == null || row.startedAt().isBefore(filter.startedBefore()));
        }

        private static boolean isBelow(@Nullable Lineage lineage, RunFilter filter) {
            boolean parent = filter.parent() == null
                    || (lineage != null && filter.parent().equals(lineage.parent()));
            return parent
                    && (filter.root() == null
                            || (lineage != null && filter.root().equals(lineage.root())));
        }

        @Override
        public CompletionStage<List<RunKey>> running(
                dev.baton.actors.port.CellSet cells, @Nullable RunKey after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<RunIndexRow>> live(String status, @Nullable RunIndexRow after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<RunIndexRow>> among(String tenant, List<String> runs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Unlisted> unlisted(@Nullable RunKey after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<Due>> dueBefore(dev.baton.actors.port.CellSet cells, Instant time, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Optional<Instant>> nextDue() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Map<String, Long>> countByStatus() {
            throw new UnsupportedOperationException();
        }
    }

    private static final Comparator<Cursor> NEWEST_FIRST =
            Comparator.comparing(Cursor::at).thenComparing(Cursor::id).reversed();

    private static Cursor cursor(RunIndexRow row) {
        return new Cursor(row.startedAt(), row.runId());
    }

    private static RunIndexRow row(RunState state) {
        RunInfo info = state.started();
        boolean waits = state.status() == RunStatus.WAITING || state.status() == RunStatus.PAUSED;
        return new RunIndexRow(
                info.tenant(),
                info.runId(),
                info.environment(),
                info.workflow(),
                info.version(),
                info.digest(),
                state.status().code(),
                info.labels(),
                info.priority(),
                waits ? Waits.describe(state).toString() : null,
                null,
                info.startedAt(),
                Objects.requireNonNullElse(state.updatedAt(), info.startedAt()),
                state.end() == null ? null : state.end().at(),
                state.end() == null || state.end().error() == null
                        ? null
                        : state.end().error().kind().code(),
                info.lineage());
    }
}

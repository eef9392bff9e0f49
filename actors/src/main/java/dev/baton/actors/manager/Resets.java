package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Deliveries;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.Reset;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the reset of a run and of all below it would do. It decides what each run of the new tree would begin with, as that
 * run will, and changes nothing: what is refused is refused before anything has ended.
 */
public final class Resets {

    /** Runs that are under way in a tree that is reset, and runs below it that are looked at. */
    public static final int RUNS_MAX = 10_000;

    /** What is missing cannot be read again sooner. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RunHistory history;
    private final RunIndex index;
    private final Catalog catalog;
    private final InstantSource clock;
    private final int runsMax;

    public Resets(RunHistory history, RunIndex index, Catalog catalog, InstantSource clock) {
        this(history, index, catalog, clock, RUNS_MAX);
    }

    /** @param runsMax of a tree */
    public Resets(RunHistory history, RunIndex index, Catalog catalog, InstantSource clock, int runsMax) {
        this.runsMax = runsMax;
        this.history = history;
        this.index = index;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** What would come of it. */
    public sealed interface Answer {

        /**
         * @param at the time to which all go back
         * @param event of the run at the top: the last that counts
         * @param continued runs that go on from the middle, the top first
         * @param forgotten runs that began later
         * @param ended live runs that end because of it
         * @param replaces those of them that must be told; the others end with whoever has started them
         */
        record Possible(
                Instant at,
                long event,
                List<Continued> continued,
                List<String> forgotten,
                List<String> ended,
                List<String> replaces)
                implements Answer {
            public Possible {
                continued = List.copyOf(continued);
                forgotten = List.copyOf(forgotten);
                ended = List.copyOf(ended);
                replaces = List.copyOf(replaces);
            }
        }

        record Refused(Rejection rejection) implements Answer {}
    }

    /**
     * A run that goes on from the middle.
     *
     * @param run as it was before
     * @param event its last that counts
     * @param next the id under which it goes on
     * @param step of its parent; null for the run at the top
     * @param kept steps that had completed by then
     * @param repeated paths of steps that were under way and are begun again
     */
    public record Continued(
            String run, long event, String next, @Nullable String step, int kept, List<String> repeated) {
        public Continued {
            repeated = List.copyOf(repeated);
        }
    }

    /**
     * @param run at the top
     * @param event the last that counts
     * @param next the id of the new run
     */
    public CompletionStage<Answer> plan(RunKey run, long event, String next) {
        RunCommand.Fork fork = RunCommand.Fork.reset(next, new Origin(run.runId(), event), List.of(), null, "plan");
        return index.get(run).thenCompose(row -> {
            if (row.isPresent() && row.get().lineage() != null) {
                return refuse(Rejection.Code.RUN_HAS_PARENT, hasParent(row.get().lineage()));
            }
            return row.isPresent() && event == 0
                    ? refuse(Rejection.Code.EVENT_NOT_FOUND, "The run had not begun at that time.")
                    : new Walk(run, fork).next();
        });
    }

    /** The last event of a run up to a time; 0 if it had none. */
    public CompletionStage<Long> eventAt(RunKey run, Instant time) {
        return Pasts.read(history, run, Past.until(time)).thenApply(Past::event);
    }

    private static String hasParent(Lineage lineage) {
        return "The run is a step of run " + lineage.parent() + "; reset the run at the top, " + lineage.root() + ".";
    }

    private static CompletionStage<Answer> refuse(Rejection.Code code, String message) {
        return CompletableFuture.completedFuture(new Answer.Refused(new Rejection(code, message)));
    }

    /** A run that is to go on. @param child null for the one at the top */
    private record Waiting(
            RunCommand.Fork fork,
            @Nullable ChildRun child,
            @Nullable String step) {}

    /** One run after the other, each decided as it will be. */
    private final class Walk {
        private final RunKey top;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final List<Continued> continued = new ArrayList<>();
        private final Set<String> abandonable = new HashSet<>();
        private @Nullable Instant at;

        private Walk(RunKey top, RunCommand.Fork fork) {
            this.top = top;
            waiting.add(new Waiting(fork, null, null));
        }

        private CompletionStage<Answer> next() {
            Waiting one = waiting.poll();
            if (one == null) {
                return below(null, new ArrayList<>());
            }
            RunKey source = new RunKey(top.tenant(), one.fork().origin().run());
            return Pasts.read(history, source, one.fork().unread()).thenCompose(past -> {
                RunCommand begun = one.fork().begun(past);
                if (begun instanceof RunCommand.Start) {
                    // It had not begun by then: it begins at its beginning.
                    return next();
                }
                RunCommand.Fork fork = (RunCommand.Fork) begun;
                if (fork.past() == null) {
                    waiting.addFirst(new Waiting(fork, one.child(), one.step()));
                    return next();
                }
                Rejection unfit =
                        one.child() == null ? Pasts.unfit(past, one.fork().origin()) : null;
                return unfit == null ? decide(one, fork, past) : refuse(unfit.code(), unfit.message());
            });
        }

        private CompletionStage<Answer> decide(Waiting one, RunCommand.Fork fork, Past past) {
            String digest = past.state().started().digest();
            return catalog.loadWorkflow(top.tenant(), digest).thenCompose(found -> {
                if (found.isEmpty()) {
                    return CompletableFuture.failedFuture(new StoreUnavailable(
                            "the definition that run " + fork.origin().run() + " pins is not in it", RETRY_AFTER));
                }
                return switch (outcome(found.get(), fork)) {
                    case Outcome.Refused refused ->
                        refuse(
                                refused.rejection().code(),
                                "Run " + fork.origin().run() + " cannot go on from there: "
                                        + refused.rejection().message());
                    case Outcome.Accepted accepted -> {
                        take(one, fork, past, accepted);
                        yield continued.size() > runsMax ? refuse(Rejection.Code.TREE_TOO_LARGE, tooLarge()) : next();
                    }
                };
            });
        }

        private Outcome outcome(WorkflowDefinition workflow, RunCommand.Fork fork) {
            Commit header = new Commit(top.tenant(), "", Principal.SYSTEM, clock.instant(), "plan", 1, List.of(), null);
            return new RunDecider(workflow.plan(), catalog.known(top.tenant())).decide(RunState.EMPTY, fork, header);
        }

        private void take(Waiting one, RunCommand.Fork fork, Past past, Outcome.Accepted accepted) {
            List<String> repeated = new ArrayList<>();
            int kept = 0;
            for (RunEvent event : accepted.events()) {
                if (event instanceof RunEvent.StepTaken taken
                        && taken.instance().ended()) {
                    kept++;
                } else if (event instanceof RunEvent.AttemptStarted started) {
                    repeated.add(started.path());
                } else if (event instanceof RunEvent.ChildStarted started
                        && started.child().continues() != null) {
                    waiting.add(child(accepted.next(), started));
                } else if (event instanceof RunEvent.RunForked forked && one.child() == null) {
                    at = Objects.requireNonNull(forked.origin().reset()).at();
                }
            }
            if (one.child() != null && one.child().close() == ChildRun.ParentClose.ABANDON) {
                abandonable.add(fork.origin().run());
            }
            continued.add(new Continued(fork.origin().run(), past.event(), fork.runId(), one.step(), kept, repeated));
        }

        private Waiting child(RunState parent, RunEvent.ChildStarted started) {
            RunCommand.Fork fork = Objects.requireNonNull(
                    Deliveries.goesOn(parent, started.child().run()));
            return new Waiting(fork, started.child(), started.path());
        }

        // What is there now

        private CompletionStage<Answer> below(@Nullable Cursor after, List<RunIndexRow> rows) {
            RunFilter filter = RunFilter.ofTree(Set.of(), null, top.runId());
            return index.list(new RunQuery(top.tenant(), filter, after, Page.LIMIT_MAX))
                    .thenCompose(page -> {
                        rows.addAll(page.items());
                        if (rows.size() > runsMax) {
                            return refuse(Rejection.Code.TREE_TOO_LARGE, tooLarge());
                        }
                        return page.next() == null ? top(rows) : below(page.next(), rows);
                    });
        }

        private CompletionStage<Answer> top(List<RunIndexRow> rows) {
            return index.get(top).thenApply(row -> answer(row, rows));
        }

        private Answer answer(Optional<RunIndexRow> row, List<RunIndexRow> rows) {
            Instant point = Objects.requireNonNull(at);
            Map<String, RunIndexRow> byId = new HashMap<>();
            row.ifPresent(one -> byId.put(one.runId(), one));
            rows.forEach(one -> byId.put(one.runId(), one));
            Set<String> touched = new HashSet<>();
            continued.forEach(one -> touched.add(one.run()));
            List<String> forgotten = new ArrayList<>();
            List<String> ended = new ArrayList<>();
            List<String> replaces = new ArrayList<>(List.of(top.runId()));
            // Parents began before their children.
            List<RunIndexRow> oldestFirst = new ArrayList<>(rows.reversed());
            row.ifPresent(oldestFirst::addFirst);
            for (RunIndexRow one : oldestFirst) {
                Lineage lineage = one.lineage();
                boolean later = lineage != null && one.startedAt().isAfter(point) && touched.contains(lineage.parent());
                if (later) {
                    touched.add(one.runId());
                    forgotten.add(one.runId());
                }
                if (one.endedAt() == null && touched.contains(one.runId())) {
                    ended.add(one.runId());
                    if (lineage != null && isAlone(one, byId.get(lineage.parent()), later)) {
                        replaces.add(one.runId());
                    }
                }
            }
            return replaces.size() > Reset.REPLACES_MAX
                    ? new Answer.Refused(new Rejection(Rejection.Code.TREE_TOO_LARGE, tooLarge()))
                    : new Answer.Possible(point, continued.getFirst().event(), continued, forgotten, ended, replaces);
        }

        /** Whether nobody waits for the run any more, or perhaps nobody does: it does not end with its parent. */
        private boolean isAlone(RunIndexRow run, @Nullable RunIndexRow parent, boolean later) {
            boolean orphan = parent == null || parent.endedAt() != null;
            return abandonable.contains(run.runId()) || (later && orphan);
        }
    }

    private String tooLarge() {
        return "The tree is too large: at most " + runsMax + " runs below the top can be reset, and at most "
                + Reset.REPLACES_MAX + " that were left to themselves.";
    }
}

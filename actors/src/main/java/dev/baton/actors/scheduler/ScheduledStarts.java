package dev.baton.actors.scheduler;

import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.schedule.Fire;
import dev.baton.actors.schedule.Overlap;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleCommand.StartResult;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a schedule has decided, after it is written: starts its runs under their ids, so that a start that is repeated
 * after a crash finds the run that is there.
 */
final class ScheduledStarts {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledStarts.class);

    static final String LABEL_SCHEDULE = "baton/schedule";
    static final String LABEL_TIME = "baton/scheduled-at";

    private final Schedules schedules;
    private final Runs runs;
    private final RunIndex index;
    private final WorkflowStarts starts;
    private final StoreHealth health;

    ScheduledStarts(Schedules schedules, Runs runs, RunIndex index, WorkflowStarts starts, StoreHealth health) {
        this.schedules = schedules;
        this.runs = runs;
        this.index = index;
        this.starts = starts;
        this.health = health;
    }

    /** @return whether anything was done; if not, looking again at once would not help either */
    CompletionStage<Boolean> wake(ScheduleKey key) {
        return schedules.get(key).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            return ended(found.get())
                    .thenCompose(ended -> schedules.tell(key, new ScheduleCommand.Wake(ended), Principal.SYSTEM, 1))
                    .thenCompose(reply -> reply instanceof Schedules.Reply.Done done
                            ? carryOut(done.state(), done.changed())
                            : CompletableFuture.completedFuture(false));
        });
    }

    /** Those of the schedule's runs that are over. Nobody is woken for the question. */
    private CompletionStage<Set<String>> ended(ScheduleState state) {
        @Nullable ScheduleDefinition definition = schedules.definition(state);
        boolean matters = state.outstanding().waiting() != null
                || (definition != null && definition.overlap() != Overlap.ALLOW_ALL);
        CompletionStage<Set<String>> ended = CompletableFuture.completedFuture(new HashSet<>());
        for (String runId : matters ? state.outstanding().open() : List.<String>of()) {
            ended = ended.thenCompose(so -> index.get(new RunKey(state.key().tenant(), runId))
                    .thenApply(row -> {
                        if (row.isEmpty() || row.get().endedAt() != null) {
                            so.add(runId);
                        }
                        return so;
                    }));
        }
        return ended;
    }

    private CompletionStage<Boolean> carryOut(ScheduleState state, boolean changed) {
        ScheduleState.Outstanding due = state.outstanding();
        @Nullable ScheduleDefinition definition = schedules.definition(state);
        if (definition == null) {
            return CompletableFuture.completedFuture(changed);
        }
        CompletionStage<Boolean> cancelled = due.waiting() != null && definition.overlap() == Overlap.CANCEL_OTHER
                ? cancel(state, due.open())
                : CompletableFuture.completedFuture(false);
        return cancelled.thenCompose(ignored -> due.starting().isEmpty() || health.behind()
                ? CompletableFuture.completedFuture(changed)
                : startAll(state, definition).thenApply(progress -> progress || changed));
    }

    private CompletionStage<Boolean> startAll(ScheduleState state, ScheduleDefinition definition) {
        List<CompletableFuture<Optional<StartResult>>> all = new ArrayList<>();
        for (Fire fire : state.outstanding().starting()) {
            all.add(start(state.key(), fire, definition).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenCompose(done -> {
            List<StartResult> results = all.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Optional::stream)
                    .toList();
            return results.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : schedules
                            .tell(state.key(), new ScheduleCommand.RecordStarts(results), Principal.SYSTEM, 1)
                            .thenApply(reply -> true);
        });
    }

    /** Empty if it must be tried again. */
    private CompletionStage<Optional<StartResult>> start(ScheduleKey key, Fire fire, ScheduleDefinition definition) {
        WorkflowStarts.Wanted wanted = new WorkflowStarts.Wanted(
                new RunKey(key.tenant(), fire.runId()),
                fire.workflow(),
                fire.version(),
                fire.input(),
                labels(fire, definition),
                "schedule:" + fire.runId());
        return starts.start(wanted, fire.by(), cause(key, fire)).handle((result, failure) -> {
            if (result == null) {
                LOG.debug("Run {} of schedule {} is started later", fire.runId(), key, failure);
                return Optional.empty();
            }
            return Optional.of(result(key, fire, result));
        });
    }

    private static StartResult result(ScheduleKey key, Fire fire, WorkflowStarts.Result result) {
        return switch (result) {
            case WorkflowStarts.Result.Started started -> new StartResult.Started(fire.runId(), started.version());
            case WorkflowStarts.Result.NoWorkflow none -> failed(key, fire, "workflow-not-found", none.message());
            case WorkflowStarts.Result.InvalidInput invalid ->
                failed(key, fire, "invalid-input", invalid.violations().getFirst());
            case WorkflowStarts.Result.Refused refused ->
                failed(
                        key,
                        fire,
                        refused.rejection()
                                .code()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'),
                        refused.rejection().message());
        };
    }

    private static Map<String, String> labels(Fire fire, ScheduleDefinition definition) {
        Map<String, String> labels = new LinkedHashMap<>(definition.labels());
        labels.put(LABEL_SCHEDULE, definition.name());
        labels.put(LABEL_TIME, fire.scheduledAt().toString());
        return labels;
    }

    private static String cause(ScheduleKey key, Fire fire) {
        return switch (fire.cause()) {
            case TIME -> "schedule:" + key.name();
            case BACKFILL -> "backfill:" + key.name();
            case MANUAL -> "trigger:" + key.name();
        };
    }

    private static StartResult failed(ScheduleKey key, Fire fire, String code, String message) {
        LOG.warn("Schedule {} cannot start the run of {}: {}", key.name(), fire.scheduledAt(), message);
        return new StartResult.Failed(fire.runId(), code, message);
    }

    private CompletionStage<Boolean> cancel(ScheduleState state, List<String> open) {
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(false);
        Principal itself = new Principal(
                Principal.Kind.SERVICE,
                "schedule/" + state.key().name(),
                state.definition().by());
        for (String runId : open) {
            all = all.thenCompose(ignored -> runs.tell(
                            new RunKey(state.key().tenant(), runId),
                            new RunCommand.Cancel(
                                    "a newer run of schedule " + state.key().name() + " takes its place"),
                            itself,
                            "schedule:" + state.key().name())
                    .handle((reply, failure) -> failure == null));
        }
        return all;
    }
}

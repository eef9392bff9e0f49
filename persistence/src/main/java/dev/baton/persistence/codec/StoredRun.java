package dev.baton.persistence.codec;

import dev.baton.actors.run.Activity;
import dev.baton.actors.run.End;
import dev.baton.actors.run.MemoryScope;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePVector;

/** The state of a run as a snapshot holds it: plain lists, in the order in which the steps started. */
record StoredRun(
        @Nullable RunInfo info,
        List<StepState> steps,
        long ids,
        long children,
        long lastEvent,
        List<RunState.BufferedSignal> signals,
        List<String> signalIds,
        Map<String, RunEvent.Verdict> decided,
        Map<String, RunEvent.Resolution> resolved,
        @Nullable Map<String, MemoryScope> memory,
        boolean paused,
        @Nullable Instant pausedAt,
        @Nullable String runIncident,
        @Nullable Instant incidentAt,
        @Nullable Map<String, RunState.Limit> limits,
        RunState.@Nullable RunRemedy remedy,
        Usage usage,
        @Nullable End end,
        @Nullable Instant updatedAt) {

    static StoredRun of(RunState state) {
        return new StoredRun(
                state.info(),
                state.timeline(),
                state.ids(),
                state.children(),
                state.lastEvent(),
                state.signals(),
                List.copyOf(state.signalIds()),
                state.decided(),
                state.resolved(),
                state.memory(),
                state.paused(),
                state.pausedAt(),
                state.runIncident(),
                state.incidentAt(),
                state.limits(),
                state.remedy(),
                state.usage(),
                state.end(),
                state.updatedAt());
    }

    RunState state() {
        PMap<String, StepState> byPath = HashTreePMap.empty();
        PSet<String> busy = HashTreePSet.empty();
        for (StepState step : steps) {
            byPath = byPath.plus(step.path(), step);
            if (end == null && step.activity() != null && !(step.activity() instanceof Activity.Containing)) {
                busy = busy.plus(step.path());
            }
        }
        return new RunState(
                info,
                byPath,
                busy,
                ids,
                children,
                lastEvent,
                TreePVector.from(signals),
                OrderedPSet.from(signalIds),
                HashTreePMap.from(decided),
                HashTreePMap.from(resolved),
                // Snapshots of older versions have none.
                memory == null ? HashTreePMap.empty() : HashTreePMap.from(memory),
                // Snapshots of older versions do not say since when.
                paused && pausedAt == null ? updatedAt : pausedAt,
                runIncident,
                runIncident != null && incidentAt == null ? updatedAt : incidentAt,
                // Snapshots of older versions have none.
                limits == null ? HashTreePMap.empty() : HashTreePMap.from(limits),
                remedy,
                usage,
                end,
                updatedAt);
    }
}

package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How steps read and write the shared memory of their run. */
final class Memory {

    /** Characters of JSON in one scope. */
    static final int VALUE_CHARS_MAX = 4_000_000;

    /** Before the name of a scope, where expressions ask for variables. */
    static final String VARIABLE = "memory";

    /** What a step would write: the events, or why it may not. */
    sealed interface Writes {
        record Ready(List<RunEvent.MemoryWritten> events) implements Writes {}

        record Refused(RunError error) implements Writes {}
    }

    private Memory() {}

    /** A fork goes on with what the other run had by then. */
    static void takeOver(Turn turn, RunState past) {
        for (String scope : turn.plan().memory().keySet()) {
            MemoryScope taken = past.memory(scope);
            if (taken.version() > 0) {
                turn.emit(new RunEvent.MemoryWritten(scope, "", 0, 1, null, false, new Value.Inline(taken.value())));
            }
        }
    }

    /** Puts the initial values in place, of the scopes that have none; null if all is well. */
    static @Nullable RunError begin(Turn turn) {
        for (Map.Entry<String, MemorySpec> scope : turn.plan().memory().entrySet()) {
            MemorySpec spec = scope.getValue();
            if (spec.initial() == null || turn.state().memory(scope.getKey()).version() > 0) {
                continue;
            }
            switch (turn.evaluate(spec.initial(), "")) {
                case Evaluated.Not not -> {
                    return not.error();
                }
                case Evaluated.Of of -> {
                    RunError unfit = unfit(scope.getKey(), spec, of.json());
                    if (unfit != null) {
                        return unfit;
                    }
                    turn.emit(new RunEvent.MemoryWritten(scope.getKey(), "", 0, 1, null, false, of.value()));
                }
            }
        }
        return null;
    }

    /** An instance that reads has begun something: what it sees from now on is what is there now. */
    static void read(Turn turn, String path, String step) {
        MemoryRights rights = rights(turn.plan(), step);
        if (rights.reads().isEmpty()) {
            return;
        }
        Map<String, Integer> versions = new TreeMap<>();
        for (String scope : rights.reads()) {
            versions.put(scope, turn.state().memory(scope).version());
        }
        turn.emit(new RunEvent.MemoryRead(path, versions));
    }

    /** An agent that a pattern asks, such as a moderator, reads what the pattern's step may. */
    private static MemoryRights rights(WorkflowPlan plan, String step) {
        int dot = step.indexOf('.');
        return plan.step(dot > 0 ? step.substring(0, dot) : step).settings().memory();
    }

    static Writes writes(Turn turn, StepState self, JsonNode output) {
        MemoryRights rights = turn.plan().step(self.step()).settings().memory();
        List<RunEvent.MemoryWritten> events = new ArrayList<>(rights.writes().size());
        Map<String, JsonNode> seen = new HashMap<>();
        seen.put("output", output);
        self.reads()
                .forEach((scope, read) ->
                        seen.put(VARIABLE + "." + scope, read.value().json()));
        for (var write : rights.writes().entrySet()) {
            switch (turn.evaluate(write.getValue(), self.path(), seen)) {
                case Evaluated.Not not -> {
                    return new Writes.Refused(not.error());
                }
                case Evaluated.Of of -> {
                    switch (write(turn, self, write.getKey(), of.value(), of.json())) {
                        case Writes.Refused refused -> {
                            return refused;
                        }
                        case Writes.Ready ready -> events.addAll(ready.events());
                    }
                }
            }
        }
        return new Writes.Ready(events);
    }

    private static Writes write(Turn turn, StepState self, String name, Value value, JsonNode proposed) {
        MemorySpec spec = Objects.requireNonNull(turn.plan().memory().get(name));
        MemoryScope scope = turn.state().memory(name);
        MemoryScope.Read read = self.reads().get(name);
        Integer seen = read == null ? null : read.version();
        boolean conflict = read != null && read.version() < scope.version();
        if (conflict && spec.onConflict() == MemorySpec.OnConflict.REJECT) {
            return new Writes.Refused(RunError.of(
                    ErrorKind.CONFLICT,
                    "scope " + name + " is at version " + scope.version() + ", but the step has read version " + seen));
        }
        if (read == null || !conflict || spec.merge() == null) {
            return checked(name, spec, scope, self, seen, false, value, proposed);
        }
        Map<String, JsonNode> sides =
                Map.of("base", read.value().json(), "current", scope.value().json(), "proposed", proposed);
        return switch (turn.evaluate(spec.merge(), "", sides)) {
            case Evaluated.Not not -> new Writes.Refused(not.error());
            case Evaluated.Of of -> checked(name, spec, scope, self, seen, true, of.value(), of.json());
        };
    }

    private static Writes checked(
            String name,
            MemorySpec spec,
            MemoryScope scope,
            StepState self,
            @Nullable Integer seen,
            boolean merged,
            Value value,
            JsonNode json) {
        RunError unfit = unfit(name, spec, json);
        return unfit != null
                ? new Writes.Refused(unfit)
                : new Writes.Ready(List.of(new RunEvent.MemoryWritten(
                        name, self.path(), scope.version(), scope.version() + 1, seen, merged, value)));
    }

    private static @Nullable RunError unfit(String name, MemorySpec spec, JsonNode json) {
        List<String> violations =
                spec.schema() == null ? List.of() : spec.schema().violations(json);
        if (!violations.isEmpty()) {
            return RunError.of(
                    ErrorKind.INVALID_OUTPUT,
                    "what would be written to scope " + name + " does not match its schema: "
                            + String.join("; ", violations));
        }
        return json.toString().length() <= VALUE_CHARS_MAX
                ? null
                : RunError.of(
                        ErrorKind.INVALID_OUTPUT,
                        "what would be written to scope " + name + " is longer than " + VALUE_CHARS_MAX
                                + " characters of JSON; keep a reference to it instead");
    }
}

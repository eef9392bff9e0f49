package dev.baton.http.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user interface knows of a run: {@code {run, workflow, status, steps: {path: {step, status, agent?}}}}. Each look
 * at the run says what has become different, as events of AG-UI.
 */
final class Picture {

    /** Further ones are not shown: no user interface shows so many. */
    static final int STEPS_MAX = 1_000;

    private record Shown(
            String step, StepStatus status, @Nullable String agent) {

        boolean open() {
            return status == StepStatus.RUNNING;
        }

        ObjectNode json() {
            ObjectNode json =
                    JsonNodeFactory.instance.objectNode().put("step", step).put("status", status.code());
            if (agent != null) {
                json.put("agent", agent);
            }
            return json;
        }
    }

    private Map<String, Shown> steps = new LinkedHashMap<>();
    private @Nullable String status;

    /** Events: steps that have begun and ended since the last look, and the state of the whole. */
    List<ObjectNode> look(RunState state) {
        Map<String, Shown> now = new LinkedHashMap<>();
        state.timeline().stream()
                .limit(STEPS_MAX)
                .forEach(step -> now.put(step.path(), new Shown(step.step(), step.status(), step.agent())));
        List<ObjectNode> events = new ArrayList<>();
        now.forEach((path, step) -> {
            Shown before = steps.get(path);
            if (before == null || (!before.open() && step.open())) {
                events.add(AgUi.event("STEP_STARTED").put("stepName", path));
            }
        });
        ended(state, now).forEach(path -> events.add(AgUi.event("STEP_FINISHED").put("stepName", path)));
        ObjectNode whole =
                status == null ? snapshot(state, now) : delta(state.status().code(), now);
        if (whole != null) {
            events.add(whole);
        }
        steps = now;
        status = state.status().code();
        return events;
    }

    /** A stream may not end while steps are open: those that are go on in the next exchange. */
    List<ObjectNode> leave() {
        return steps.entrySet().stream()
                .filter(step -> step.getValue().open())
                .map(step -> AgUi.event("STEP_FINISHED").put("stepName", step.getKey()))
                .toList();
    }

    /** Steps that were open, or new, and are over or gone, those first that ended first. */
    private List<String> ended(RunState state, Map<String, Shown> now) {
        List<String> ended = new ArrayList<>(state.timeline().stream()
                .filter(step -> step.status() != StepStatus.RUNNING && now.containsKey(step.path()))
                .filter(step -> !steps.containsKey(step.path())
                        || steps.get(step.path()).open())
                .sorted((one, other) -> Long.compare(one.endedBy(), other.endedBy()))
                .map(StepState::path)
                .toList());
        steps.forEach((path, step) -> {
            if (step.open() && !now.containsKey(path)) {
                ended.add(path);
            }
        });
        return ended;
    }

    private static ObjectNode snapshot(RunState state, Map<String, Shown> now) {
        ObjectNode event = AgUi.event("STATE_SNAPSHOT");
        ObjectNode snapshot = event.putObject("snapshot");
        snapshot.put("run", state.started().runId());
        snapshot.put("workflow", state.started().workflow());
        snapshot.put("status", state.status().code());
        ObjectNode shown = snapshot.putObject("steps");
        now.forEach((path, step) -> shown.set(path, step.json()));
        return event;
    }

    private @Nullable ObjectNode delta(String statusNow, Map<String, Shown> now) {
        ObjectNode event = AgUi.event("STATE_DELTA");
        ArrayNode delta = event.putArray("delta");
        steps.keySet().stream()
                .filter(path -> !now.containsKey(path))
                .forEach(path -> operation(delta, "remove", "/steps/" + escaped(path), null));
        now.forEach((path, step) -> {
            if (!step.equals(steps.get(path))) {
                operation(delta, "add", "/steps/" + escaped(path), step.json());
            }
        });
        if (!statusNow.equals(status)) {
            operation(delta, "replace", "/status", JsonNodeFactory.instance.textNode(statusNow));
        }
        return delta.isEmpty() ? null : event;
    }

    private static void operation(ArrayNode delta, String operation, String path, @Nullable JsonNode value) {
        ObjectNode change = delta.addObject().put("op", operation).put("path", path);
        if (value != null) {
            change.set("value", value);
        }
    }

    private static String escaped(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }
}

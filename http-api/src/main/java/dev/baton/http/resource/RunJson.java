package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.manager.Waits;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.End;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs as the API shows them; written straight from the state. */
public final class RunJson {

    /** Step instances that one answer lists; the history has them all. */
    static final int STEPS_SHOWN_MAX = 1_000;

    private RunJson() {}

    /**
     * How much of a run is shown.
     *
     * @param summary only what lists show
     * @param stepInputs of each step
     * @param stepOutputs of each step
     */
    public record View(boolean summary, boolean stepInputs, boolean stepOutputs) {
        public static final View SUMMARY = new View(true, false, false);

        /** What has to be known of a run to show this much of it. */
        public Runs.Detail detail() {
            return summary ? Runs.Detail.OUTLINE : Runs.Detail.ALL;
        }
    }

    public static void write(JsonGenerator out, RunState state, View view) throws IOException {
        RunInfo info = state.started();
        End end = state.end();
        out.writeStartObject();
        head(out, info.runId(), info.workflow(), info.version(), info.digest(), info.environment());
        lineage(out, info.lineage());
        if (info.origin() != null) {
            origin(out, info.origin());
        }
        out.writeStringField("status", state.status().code());
        waitsFor(out, state);
        labels(out, info.labels(), info.priority());
        time(out, "startedAt", info.startedAt());
        time(out, "updatedAt", Objects.requireNonNullElse(state.updatedAt(), info.startedAt()));
        time(out, "endedAt", end == null ? null : end.at());
        error(out, end == null ? null : end.error());
        if (!view.summary()) {
            details(out, state, info, view);
        }
        out.writeEndObject();
    }

    private static void details(JsonGenerator out, RunState state, RunInfo info, View view) throws IOException {
        principal(out, "startedBy", info.startedBy());
        time(out, "deadline", info.deadline());
        payload(out, "input", info.input());
        payload(out, "output", state.end() == null ? null : state.end().output());
        usage(out, state.usage());
        MemoryJson.summary(out, state);
        out.writeNumberField("lastEvent", state.lastEvent());
        List<StepState> steps = state.timeline();
        out.writeNumberField("stepCount", (long) steps.size());
        out.writeArrayFieldStart("steps");
        int shown = 0;
        for (StepState step : steps) {
            if (!step.path().isEmpty() && shown++ < STEPS_SHOWN_MAX) {
                step(out, state, step, view);
            }
        }
        out.writeEndArray();
    }

    private static void step(JsonGenerator out, RunState state, StepState step, View view) throws IOException {
        out.writeStartObject();
        out.writeStringField("path", step.path());
        out.writeStringField("step", step.step());
        out.writeStringField("status", step.status().code());
        if (step.agent() != null) {
            out.writeStringField("agent", step.agent());
        }
        if (step.child() != null) {
            child(out, step.child());
        }
        out.writeNumberField("attempts", step.attempts());
        time(out, "startedAt", step.startedAt());
        time(out, "endedAt", step.endedAt());
        error(out, step.error());
        if (step.confidence() != null) {
            out.writeNumberField("confidence", step.confidence());
        }
        handoff(out, step.handoff());
        choices(out, step.choices());
        if (view.stepInputs()) {
            payload(out, "input", state.input(step));
        }
        if (view.stepOutputs()) {
            payload(out, "output", step.output());
        }
        out.writeEndObject();
    }

    static void handoff(JsonGenerator out, @Nullable Handoff handoff) throws IOException {
        if (handoff != null) {
            out.writeObjectFieldStart("handoff");
            out.writeStringField("to", handoff.to());
            if (handoff.reason() != null) {
                out.writeStringField("reason", handoff.reason());
            }
            out.writeEndObject();
        }
    }

    private static void choices(JsonGenerator out, List<StepState.Choice> choices) throws IOException {
        if (choices.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("choices");
        for (StepState.Choice choice : choices) {
            out.writeStartObject();
            out.writeStringField("name", choice.name());
            payload(out, "value", choice.value());
            time(out, "at", choice.at());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** The run that a step has started. */
    static void child(JsonGenerator out, ChildRun child) throws IOException {
        out.writeObjectFieldStart("child");
        out.writeStringField("run", child.run());
        out.writeStringField("workflow", child.workflow());
        out.writeNumberField("version", child.version());
        out.writeEndObject();
    }

    /** The same form as the summary of a state. */
    static void write(JsonGenerator out, RunIndexRow row) throws IOException {
        out.writeStartObject();
        head(out, row.runId(), row.workflow(), row.version(), row.digest(), row.environment());
        lineage(out, row.lineage());
        out.writeStringField("status", row.status());
        out.writeFieldName("waitsFor");
        if (row.waitsFor() == null) {
            out.writeStartArray();
            out.writeEndArray();
        } else {
            out.writeRawValue(row.waitsFor());
        }
        labels(out, row.labels(), row.priority());
        time(out, "startedAt", row.startedAt());
        time(out, "updatedAt", row.updatedAt());
        time(out, "endedAt", row.endedAt());
        if (row.errorKind() != null) {
            out.writeObjectFieldStart("error");
            out.writeStringField("kind", row.errorKind());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void head(
            JsonGenerator out, String id, String workflow, int version, String digest, String environment)
            throws IOException {
        out.writeStringField("id", id);
        out.writeStringField("workflow", workflow);
        out.writeNumberField("version", version);
        out.writeStringField("digest", digest);
        out.writeStringField("environment", environment);
    }

    static void lineage(JsonGenerator out, @Nullable Lineage lineage) throws IOException {
        if (lineage != null) {
            out.writeStringField("parent", lineage.parent());
            out.writeStringField("parentStep", lineage.step());
            out.writeStringField("root", lineage.root());
            out.writeNumberField("depth", lineage.depth());
        }
    }

    static void origin(JsonGenerator out, Origin origin) throws IOException {
        out.writeObjectFieldStart("forkedFrom");
        out.writeStringField("run", origin.run());
        out.writeNumberField("event", origin.event());
        out.writeEndObject();
    }

    private static void waitsFor(JsonGenerator out, RunState state) throws IOException {
        boolean waits = state.status() == RunStatus.WAITING || state.status() == RunStatus.PAUSED;
        if (waits) {
            json(out, "waitsFor", Waits.describe(state));
        } else {
            out.writeArrayFieldStart("waitsFor");
            out.writeEndArray();
        }
    }

    private static void labels(JsonGenerator out, Map<String, String> labels, int priority) throws IOException {
        out.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
        out.writeNumberField("priority", priority);
    }

    static void principal(JsonGenerator out, String name, Principal principal) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("kind", principal.kind().name().toLowerCase(java.util.Locale.ROOT));
        out.writeStringField("id", principal.id());
        if (principal.memberships() != null) {
            ApprovalEventJson.texts(out, "roles", principal.memberships().roles());
            ApprovalEventJson.texts(out, "groups", principal.memberships().groups());
        }
        if (principal.act() != null) {
            principal(out, "act", principal.act());
        }
        out.writeEndObject();
    }

    static void error(JsonGenerator out, @Nullable RunError error) throws IOException {
        if (error != null) {
            out.writeObjectFieldStart("error");
            out.writeStringField("kind", error.kind().code());
            out.writeStringField("message", error.message());
            payload(out, "details", error.details());
            out.writeEndObject();
        }
    }

    static void usage(JsonGenerator out, Usage usage) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("inputTokens", usage.inputTokens());
        out.writeNumberField("outputTokens", usage.outputTokens());
        out.writeNumberField("costMicros", usage.costMicros());
        if (usage.cachedTokens() != 0) {
            out.writeNumberField("cachedTokens", usage.cachedTokens());
        }
        if (usage.reasoningTokens() != 0) {
            out.writeNumberField("reasoningTokens", usage.reasoningTokens());
        }
        out.writeEndObject();
    }

    static void time(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
        if (time != null) {
            out.writeStringField(name, time.toString());
        }
    }

    static void payload(JsonGenerator out, String name, @Nullable Payload payload) throws IOException {
        if (payload != null) {
            json(out, name, payload.json());
        }
    }

    static void json(JsonGenerator out, String name, JsonNode json) throws IOException {
        out.writeFieldName(name);
        out.writeTree(json);
    }

    static Json.Writer writer(RunState state, View view) {
        return out -> write(out, state, view);
    }
}

package dev.baton.http.resource;

import static dev.baton.http.resource.RunJson.error;
import static dev.baton.http.resource.RunJson.payload;
import static dev.baton.http.resource.RunJson.time;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.Budget;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.EventType;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The history as the API shows it: {@code {id, type, at, by, cause, ...}}, one object per event. */
public final class EventJson {

    private EventJson() {}

    /** @param number of the event within its run */
    public static void write(JsonGenerator out, Commit commit, long number, RunEvent event) throws IOException {
        write(out, commit, number, event, false);
    }

    /** @param contents whether what models read and said is shown, where it is recorded by reference and still there */
    static void write(JsonGenerator out, Commit commit, long number, RunEvent event, boolean contents)
            throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", number);
        out.writeStringField("type", EventType.of(event));
        out.writeStringField("at", commit.at().toString());
        RunJson.principal(out, "by", commit.by());
        out.writeStringField("cause", commit.cause());
        content(out, event);
        if (event instanceof RunEvent.AttemptProgressed progressed) {
            contents(out, progressed.contents(), contents);
        }
        out.writeEndObject();
    }

    /** By reference; with the text if somebody wants it and may have it. */
    static void contents(JsonGenerator out, @Nullable Contents contents, boolean withText) throws IOException {
        if (contents == null) {
            return;
        }
        out.writeObjectFieldStart("contents");
        out.writeStringField("digest", contents.digest());
        out.writeNumberField("size", contents.size());
        out.writeStringField("mediaType", Contents.MEDIA_TYPE);
        if (withText && contents.kept()) {
            payload(out, "text", contents.text());
        }
        out.writeEndObject();
    }

    /** Whether the run is over with this event. */
    static boolean ends(RunEvent event) {
        return event instanceof RunEvent.RunCompleted
                || event instanceof RunEvent.RunFailed
                || event instanceof RunEvent.RunCancelled
                || event instanceof RunEvent.RunTerminated;
    }

    private static void paths(JsonGenerator out, List<String> paths) throws IOException {
        out.writeArrayFieldStart("paths");
        for (String path : paths) {
            out.writeString(path);
        }
        out.writeEndArray();
    }

    private static void content(JsonGenerator out, RunEvent event) throws IOException {
        switch (event) {
            case RunEvent.RunStarted e -> runStarted(out, e);
            case RunEvent.StepStarted e -> place(out, e.path(), e.step(), e.input());
            case RunEvent.StepHeld e -> place(out, e.path(), e.step(), e.input());
            case RunEvent.AttemptStarted e -> {
                place(out, e.path(), e.step(), e.input());
                out.writeStringField("attempt", e.attempt());
                out.writeNumberField("number", e.number());
                out.writeStringField("agent", e.agent());
                time(out, "deadline", e.deadline());
            }
            case RunEvent.AttemptAccepted e -> {
                attempt(out, e.path(), e.attempt());
                out.writeBooleanField("passive", e.passive());
                time(out, "deadline", e.deadline());
            }
            case RunEvent.AttemptProgressed e -> attemptProgressed(out, e);
            case RunEvent.AttemptContinued e -> attempt(out, e.path(), e.attempt());
            case RunEvent.WorkerRestarted e -> {
                attempt(out, e.path(), e.attempt());
                out.writeNumberField("restarts", e.restarts());
                out.writeStringField("reason", e.cause());
            }
            case RunEvent.AttemptFailed e -> {
                attempt(out, e.path(), e.attempt());
                error(out, e.error());
                time(out, "retryAt", e.retryAt());
                text(out, "retryAgent", e.retryAgent());
                if (!e.usage().isNone()) {
                    RunJson.usage(out, e.usage());
                }
            }
            case RunEvent.WaitStarted e -> {
                place(out, e.path(), e.step(), e.input());
                text(out, "signal", e.signal());
                time(out, "until", e.dueAt());
                first(out, e.first());
            }
            case RunEvent.SignalReceived e -> {
                out.writeStringField("name", e.name());
                payload(out, "payload", e.payload());
                text(out, "signalId", e.id());
            }
            case RunEvent.SignalConsumed e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("name", e.name());
            }
            case RunEvent.ApprovalRequested e -> ApprovalEventJson.requested(out, e);
            case RunEvent.ApprovalVoted e -> ApprovalEventJson.voted(out, e);
            case RunEvent.ApprovalEscalated e -> ApprovalEventJson.escalated(out, e);
            case RunEvent.ApprovalDecided e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("approval", e.approval());
                out.writeStringField("verdict", lower(e.verdict()));
                text(out, "comment", e.comment());
                payload(out, "edits", e.edits());
            }
            case RunEvent.ChildStarted e -> {
                place(out, e.path(), e.step(), e.input());
                RunJson.child(out, e.child());
                time(out, "deadline", e.child().deadline());
                out.writeStringField("parentClose", lower(e.child().close()));
                if (e.child().continues() != null) {
                    out.writeObjectFieldStart("continues");
                    out.writeStringField("run", e.child().continues().run());
                    out.writeStringField("at", e.child().continues().at().toString());
                    out.writeEndObject();
                }
            }
            case RunEvent.ChildEnded e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("run", e.run());
                out.writeStringField("status", e.status().code());
                usage(out, e.usage());
            }
            case RunEvent.MemoryRead e -> MemoryJson.read(out, e);
            case RunEvent.MemoryWritten e -> MemoryJson.written(out, e);
            case RunEvent.StepDecided e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("name", e.name());
                payload(out, "value", e.value());
            }
            case RunEvent.StepCompleted e -> stepCompleted(out, e);
            case RunEvent.StepFailed e -> {
                attempt(out, e.path(), e.attempt());
                error(out, e.error());
                out.writeBooleanField("continued", e.continued());
            }
            case RunEvent.StepCancelled e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("reason", e.reason());
            }
            case RunEvent.IncidentRaised e -> {
                out.writeStringField("incident", e.incident());
                out.writeStringField("path", e.path());
                error(out, e.error());
            }
            case RunEvent.IncidentResolved e -> {
                out.writeStringField("incident", e.incident());
                out.writeStringField("path", e.path());
                out.writeStringField("action", lower(e.resolution()));
                text(out, "comment", e.comment());
            }
            case RunEvent.RunPaused e -> text(out, "reason", e.reason());
            case RunEvent.RunResumed ignored -> {}
            case RunEvent.RunCompleted e -> value(out, "output", e.output());
            case RunEvent.RunFailed e -> error(out, e.error());
            case RunEvent.RunCancelled e -> text(out, "reason", e.reason());
            case RunEvent.RunTerminated e -> text(out, "reason", e.reason());
            case RunEvent.RemedyStarted e -> {
                out.writeStringField("path", e.path());
                out.writeStringField("remedy", lower(e.remedy()));
                error(out, e.error());
            }
            case RunEvent.RunCompensated e -> error(out, e.error());
            case RunEvent.LimitsSet e -> limits(out, e);
            case RunEvent.RunRetried e -> {
                text(out, "reason", e.reason());
                text(out, "deadline", e.deadline() == null ? null : e.deadline().toString());
            }
            case RunEvent.StepReopened e -> out.writeStringField("path", e.path());
            case RunEvent.RunRerun e -> {
                out.writeStringField("path", e.path());
                out.writeBooleanField("edited", e.edited());
                text(out, "reason", e.reason());
                text(out, "deadline", e.deadline() == null ? null : e.deadline().toString());
            }
            case RunEvent.StepsUndone e -> paths(out, e.paths());
            case RunEvent.RunMigrated e -> {
                out.writeNumberField("fromVersion", e.from());
                out.writeNumberField("version", e.version());
                out.writeStringField("digest", e.digest());
                text(out, "reason", e.reason());
            }
            case RunEvent.RunForked e -> {
                RunJson.origin(out, e.origin());
                paths(out, e.edited());
                out.writeBooleanField("edited", e.inputEdited());
                if (e.origin().reset() != null) {
                    out.writeStringField("resetTo", e.origin().reset().at().toString());
                    out.writeArrayFieldStart("replaces");
                    for (String run : e.origin().reset().replaces()) {
                        out.writeString(run);
                    }
                    out.writeEndArray();
                }
                text(out, "reason", e.reason());
            }
            case RunEvent.RunRepaired e -> out.writeStringField("reason", String.join("; ", e.findings()));
            case RunEvent.StepTaken e -> {
                out.writeStringField("path", e.instance().path());
                out.writeStringField("step", e.instance().step());
                out.writeStringField("status", e.instance().status().code());
                RunJson.payload(out, "output", e.instance().output());
                error(out, e.instance().error());
            }
        }
    }

    private static void limits(JsonGenerator out, RunEvent.LimitsSet e) throws IOException {
        out.writeStringField("path", e.path());
        time(out, "deadline", e.deadline());
        Budget budget = e.budget();
        if (budget == null) {
            return;
        }
        out.writeObjectFieldStart("budget");
        if (budget.tokens() != null) {
            out.writeNumberField("tokens", budget.tokens());
        }
        if (budget.costMicros() != null) {
            out.writeNumberField("costMicros", budget.costMicros());
        }
        if (budget.calls() != null) {
            out.writeNumberField("calls", budget.calls());
        }
        out.writeEndObject();
    }

    private static void runStarted(JsonGenerator out, RunEvent.RunStarted e) throws IOException {
        out.writeStringField("run", e.runId());
        out.writeStringField("workflow", e.workflow());
        out.writeNumberField("version", e.version());
        out.writeStringField("digest", e.digest());
        payload(out, "input", e.input());
        out.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : e.labels().entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
        out.writeNumberField("priority", e.priority());
        time(out, "deadline", e.deadline());
        RunJson.lineage(out, e.lineage());
    }

    private static void attemptProgressed(JsonGenerator out, RunEvent.AttemptProgressed e) throws IOException {
        attempt(out, e.path(), e.attempt());
        out.writeNumberField("turn", e.number());
        payload(out, "record", e.record());
        out.writeArrayFieldStart("calls");
        for (AgentTurn.Call call : e.calls()) {
            out.writeStartObject();
            out.writeStringField("path", call.path());
            out.writeStringField(lower(call.callee().kind()), call.callee().name());
            if (call.callee().version() != null) {
                out.writeNumberField("version", call.callee().version());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        usage(out, e.usage());
        time(out, "deadline", e.deadline());
    }

    private static void first(JsonGenerator out, List<RunEvent.Contender> contenders) throws IOException {
        if (!contenders.isEmpty()) {
            out.writeArrayFieldStart("first");
            for (RunEvent.Contender contender : contenders) {
                out.writeStartObject();
                out.writeStringField("name", contender.name());
                text(out, "signal", contender.signal());
                time(out, "until", contender.dueAt());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    private static void stepCompleted(JsonGenerator out, RunEvent.StepCompleted e) throws IOException {
        attempt(out, e.path(), e.attempt());
        value(out, "output", e.output());
        usage(out, e.usage());
        if (e.confidence() != null) {
            out.writeNumberField("confidence", e.confidence());
        }
        RunJson.handoff(out, e.handoff());
    }

    private static void usage(JsonGenerator out, @Nullable Usage usage) throws IOException {
        if (usage != null && !usage.equals(Usage.NONE)) {
            RunJson.usage(out, usage);
        }
    }

    static void place(JsonGenerator out, String path, String step, Value input) throws IOException {
        out.writeStringField("path", path);
        out.writeStringField("step", step);
        value(out, "input", input);
    }

    private static void attempt(JsonGenerator out, String path, @Nullable String attempt) throws IOException {
        out.writeStringField("path", path);
        text(out, "attempt", attempt);
    }

    /** A value that the run holds already is named, not repeated: {@code inputFrom}, {@code outputFrom}. */
    static void value(JsonGenerator out, String name, Value value) throws IOException {
        if (value instanceof Value.Inline inline) {
            payload(out, name, inline.payload());
            return;
        }
        if (value instanceof Value.Given given) {
            payload(out, name, given.payload());
            return;
        }
        out.writeObjectFieldStart(name + "From");
        switch (value) {
            case Value.Inline ignored -> {}
            case Value.Given ignored -> {}
            case Value.OutputOf of -> out.writeStringField("outputOf", of.path());
            case Value.InputOf of -> out.writeStringField("inputOf", of.path());
            case Value.RunInput ignored -> out.writeBooleanField("runInput", true);
            case Value.ItemOf of -> {
                out.writeStringField("itemOf", of.path());
                out.writeNumberField("number", of.number());
            }
            case Value.RepetitionsOf of -> {
                out.writeStringField("repetitionsOf", of.path());
                out.writeNumberField("count", of.count());
            }
            case Value.OutputsOf of -> {
                out.writeObjectFieldStart("outputsOf");
                for (Map.Entry<String, String> entry : of.pathByKey().entrySet()) {
                    out.writeStringField(entry.getKey(), entry.getValue());
                }
                out.writeEndObject();
            }
            case Value.TranscriptOf of -> {
                out.writeStringField("transcriptOf", of.path());
                out.writeNumberField("turns", of.turns());
            }
            case Value.ObjectOf of -> {
                out.writeObjectFieldStart("objectOf");
                for (Map.Entry<String, Value> entry : of.fields().entrySet()) {
                    value(out, entry.getKey(), entry.getValue());
                }
                out.writeEndObject();
            }
        }
        out.writeEndObject();
    }

    static void text(JsonGenerator out, String name, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(name, text);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

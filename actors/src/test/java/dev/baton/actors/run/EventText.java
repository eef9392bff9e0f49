package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as lines of text that a test can spell out; times as distance from the start of the test's clock. */
public final class EventText {

    private EventText() {}

    public static List<String> of(List<RunEvent> events) {
        return events.stream().map(EventText::of).toList();
    }

    public static String of(RunEvent event) {
        return switch (event) {
            case RunEvent.RunStarted e -> "run-started" + until(e.deadline());
            case RunEvent.StepStarted e -> line("step-started", e.path(), from(e.input()));
            case RunEvent.StepHeld e -> line("step-held", e.path(), from(e.input()));
            case RunEvent.AttemptStarted e ->
                line("attempt-started", e.path(), e.attempt(), "#" + e.number(), e.agent(), from(e.input()))
                        + until(e.deadline());
            case RunEvent.AttemptAccepted e ->
                line("attempt-accepted", e.path(), e.attempt(), e.passive() ? "passive" : "watched", json(e.handle()))
                        + until(e.deadline());
            case RunEvent.AttemptProgressed e ->
                line("attempt-progressed", e.path(), e.attempt(), "turn", e.number() + ":", json(e.record()))
                        + e.calls().stream()
                                .map(call -> " calls " + call.path() + "="
                                        + code(call.callee().kind()) + ":"
                                        + call.callee().name())
                                .collect(Collectors.joining())
                        + until(e.deadline());
            case RunEvent.AttemptContinued e -> line("attempt-continued", e.path(), e.attempt());
            case RunEvent.WorkerRestarted e ->
                line("worker-restarted", e.path(), e.attempt(), "x" + e.restarts(), e.cause());
            case RunEvent.AttemptFailed e ->
                line("attempt-failed", e.path(), e.attempt(), e.error().kind().code())
                        + (e.retryAt() == null ? "" : " again " + at(e.retryAt()) + " by " + e.retryAgent());
            case RunEvent.WaitStarted e ->
                line("wait-started", e.path(), from(e.input()))
                        + (e.signal() == null ? "" : " signal " + e.signal())
                        + first(e.first())
                        + until(e.dueAt());
            case RunEvent.SignalReceived e -> line("signal-received", e.name(), json(e.payload()));
            case RunEvent.SignalConsumed e ->
                line("signal-consumed", e.path(), e.name()) + (e.skipped() == 0 ? "" : " after " + e.skipped());
            case RunEvent.ApprovalRequested e ->
                line("approval-requested", e.path(), e.approval(), from(e.input()), "subject", json(e.subject()))
                        + until(e.expiresAt());
            case RunEvent.ApprovalVoted e ->
                line("approval-voted", e.path(), e.approval(), e.approve() ? "yes" : "no", "by", e.by().id())
                        + (e.edits() == null ? "" : " edits " + json(e.edits()))
                        + (e.answer() == null ? "" : " answer " + json(e.answer()));
            case RunEvent.ApprovalEscalated e ->
                line(
                        "approval-escalated",
                        e.path(),
                        e.approval(),
                        "to",
                        e.deciders().inWords());
            case RunEvent.ApprovalDecided e ->
                line("approval-decided", e.path(), e.approval(), code(e.verdict()), "by", e.by().id());
            case RunEvent.ChildStarted e ->
                line(
                                "child-started",
                                e.path(),
                                e.child().run(),
                                e.child().workflow() + " v" + e.child().version(),
                                from(e.input()))
                        + until(e.child().deadline());
            case RunEvent.ChildEnded e ->
                line("child-ended", e.path(), e.run(), e.status().code());
            case RunEvent.MemoryRead e ->
                line("memory-read", e.path(), e.versions().toString());
            case RunEvent.MemoryWritten e ->
                line("memory-written", e.scope(), "v" + e.version(), "by", e.path(), "->", value(e.value()))
                        + (e.merged() ? " merged" : "");
            case RunEvent.StepDecided e -> line("step-decided", e.path(), e.name() + "=" + json(e.value()));
            case RunEvent.StepCompleted e ->
                line("step-completed", e.path()) + attempt(e.attempt()) + " -> " + value(e.output())
                        + (e.handoff() == null ? "" : " to " + e.handoff().to());
            case RunEvent.StepFailed e ->
                line("step-failed", e.path()) + attempt(e.attempt()) + " "
                        + e.error().kind().code() + (e.continued() ? " continued" : "");
            case RunEvent.StepCancelled e -> line("step-cancelled", e.path());
            case RunEvent.IncidentRaised e ->
                line(
                        "incident-raised",
                        e.incident(),
                        "at",
                        e.path(),
                        e.error().kind().code());
            case RunEvent.IncidentResolved e ->
                line("incident-resolved", e.incident(), "at", e.path(), code(e.resolution()));
            case RunEvent.RunPaused ignored -> "run-paused";
            case RunEvent.RunResumed ignored -> "run-resumed";
            case RunEvent.RunCompleted e -> line("run-completed", "->", value(e.output()));
            case RunEvent.RunFailed e -> line("run-failed", e.error().kind().code());
            case RunEvent.RunCancelled ignored -> "run-cancelled";
            case RunEvent.RunTerminated ignored -> "run-terminated";
            case RunEvent.RemedyStarted e ->
                line(
                        "remedy-started",
                        e.path(),
                        code(e.remedy()),
                        e.error().kind().code());
            case RunEvent.RunCompensated e ->
                line("run-compensated", e.error().kind().code());
            case RunEvent.LimitsSet e ->
                line("limits-set", e.path()) + until(e.deadline()) + (e.budget() == null ? "" : " " + e.budget());
            case RunEvent.RunRetried ignored -> "run-retried";
            case RunEvent.StepReopened e -> "step-reopened " + e.path();
            case RunEvent.RunRerun e -> "run-rerun " + e.path() + (e.edited() ? " edited" : "");
            case RunEvent.RunMigrated e -> "run-migrated from " + e.from() + " to " + e.version();
            case RunEvent.RunForked e ->
                line("run-forked", e.origin().run(), "after", "" + e.origin().event());
            case RunEvent.RunRepaired e -> "run-repaired " + String.join("; ", e.findings());
            case RunEvent.StepTaken e ->
                line("step-taken", e.instance().path(), e.instance().status().code());
            case RunEvent.StepsUndone e -> "steps-undone " + String.join(" ", e.paths());
        };
    }

    private static String first(List<RunEvent.Contender> contenders) {
        return contenders.stream()
                .map(one -> " " + one.name() + "=" + (one.signal() == null ? "" : one.signal()) + until(one.dueAt()))
                .collect(Collectors.joining());
    }

    /** The name of an event as it is stored, without its version: {@code attempt-started}. */
    public static String name(RunEvent event) {
        String line = of(event);
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private static String line(String... words) {
        return String.join(" ", words);
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String attempt(@Nullable String attempt) {
        return attempt == null ? "" : " " + attempt;
    }

    private static String from(Value input) {
        return "<- " + value(input);
    }

    private static String value(Value value) {
        return switch (value) {
            case Value.Inline inline -> json(inline.payload());
            case Value.Given given -> "given " + json(given.payload());
            case Value.RunInput ignored -> "run.input";
            case Value.InputOf of -> "in(" + of.path() + ")";
            case Value.OutputOf of -> "out(" + of.path() + ")";
            case Value.OutputsOf of ->
                of.pathByKey().entrySet().stream()
                        .map(entry -> entry.getKey() + "=out(" + entry.getValue() + ")")
                        .collect(Collectors.joining(" ", "{", "}"));
            case Value.ItemOf of -> "item(" + of.path() + " " + of.number() + ")";
            case Value.RepetitionsOf of -> "out(" + of.path() + "[1.." + of.count() + "]" + of.inside() + ")";
            case Value.TranscriptOf of -> "said(" + of.path() + ", " + of.turns() + ")";
            case Value.ObjectOf of ->
                of.fields().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                        .collect(Collectors.joining(" ", "{", "}"));
        };
    }

    private static String json(Payload payload) {
        return payload.json().toString();
    }

    private static String until(@Nullable Instant due) {
        return due == null ? "" : " until " + at(due);
    }

    private static String at(Instant instant) {
        return "+" + Duration.between(TestRun.EPOCH, instant);
    }
}

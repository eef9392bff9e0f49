package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.signal;
import static dev.baton.actors.run.Flow.undoneBy;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.approve;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.failure;
import static dev.baton.actors.run.TestRun.reject;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.success;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every command in every status. All runs are of one workflow: an agent (attempt r~1, escalated if it fails: incident
 * r~3), an approval (r~2), the signal {@code go} and a child run (r.c1), all at once; one signal with the id {@code
 * known} came before.
 */
final class DecisionTable {

    private static final Duration DEADLINE = Duration.ofHours(1);

    /** @param time that passes before the command */
    private record Case(Duration time, RunCommand command) {}

    private DecisionTable() {}

    /** Runs in every status there is, by the name of the status. */
    static Map<String, Supplier<TestRun>> runs() {
        Map<String, Supplier<TestRun>> runs = new LinkedHashMap<>();
        runs.put("not started", DecisionTable::fresh);
        runs.put("running", DecisionTable::running);
        runs.put("waiting", () -> running().given(succeeds("p/a", 1)));
        runs.put("paused", () -> running().given(TestRun.pause()));
        runs.put("waiting, incident of a step", () -> running().given(fails("p/a", ErrorKind.BUG)));
        runs.put("waiting, incident of the run", () -> running().given(run -> new RunCommand.ReportBug("defect")));
        runs.put(
                "completed",
                () -> running()
                        .given(succeeds("p/a", 1), approve("r~2"), TestRun.signal("go", 1), childCompletes("p/c", 1)));
        runs.put("failed", () -> running().given(reject("r~2")));
        runs.put("cancelled", () -> running().given(TestRun.cancel()));
        runs.put("cancelled, terminated", () -> running().given(TestRun.terminate()));
        runs.put("running, being undone", DecisionTable::undone);
        runs.put("compensated", () -> undone().given(succeeds("book/unbook", 1)));
        return runs;
    }

    private static TestRun undone() {
        return TestRun.of(workflow(undoneBy(agent("unbook"), agent("book")), agent("pay")))
                .given(start(), succeeds("book", 1), fails("pay", ErrorKind.REJECTED));
    }

    private static TestRun fresh() {
        Step work = parallel(
                "p",
                new Join.All(),
                branch("a", onFailure(OnFailure.ESCALATE, agent("a"))),
                branch("c", child("c", "known")),
                branch("ok", approval("ok")),
                branch("w", signal("w", "go", null)));
        Map<String, WorkflowPlan> versions = Map.of(
                "digest", workflow(DEADLINE, work),
                "fits", workflow(DEADLINE, work, agent("more")),
                "differs", workflow(DEADLINE, agent("p")));
        return TestRun.of(
                Objects.requireNonNull(versions.get("digest")),
                RandomWorkflow.WORKFLOWS,
                digest -> Optional.ofNullable(versions.get(digest)));
    }

    private static TestRun running() {
        return fresh().given(
                        start(),
                        run -> new RunCommand.Signal("other", Payload.NULL, "known"),
                        // Stands for a rerun that was asked for before: no run of the table has gone that far.
                        run -> new RunCommand.Signal("other", Payload.NULL, "rerun:known"));
    }

    /** Every command there is, at least once, by what it says. */
    private static Map<String, Case> commands() {
        Map<String, Case> cases = new LinkedHashMap<>();
        put(cases, "start, the same request", TestRun.startCommand("in", null));
        put(cases, "start, another request", TestRun.startCommand("other", null));
        put(cases, "result: success of r~1", result("r~1", success(1)));
        put(cases, "result: failure of r~1", result("r~1", failure(ErrorKind.BUG)));
        put(cases, "result: r~1 accepted", result("r~1", new AttemptResult.Accepted(true, Payload.NULL)));
        put(cases, "result: success of an unknown attempt", result("r~99", success(1)));
        put(cases, "child r.c1 completed", childEnd("r.c1", RunStatus.COMPLETED, Json.payload(1), null));
        put(cases, "child r.c1 failed", childEnd("r.c1", RunStatus.FAILED, null, RunError.of(ErrorKind.BUG, "b")));
        put(cases, "child r.c1 cancelled", childEnd("r.c1", RunStatus.CANCELLED, null, null));
        put(cases, "an unknown child completed", childEnd("r.c9", RunStatus.COMPLETED, Json.payload(1), null));
        put(cases, "restart of the worker of r~1", new RunCommand.RecordRestart("r~1", 1, "fell"));
        put(cases, "signal that a step waits for", new RunCommand.Signal("go", Payload.NULL, "new"));
        put(cases, "signal that nobody waits for", new RunCommand.Signal("more", Payload.NULL, null));
        put(cases, "signal with a known id", new RunCommand.Signal("other", Payload.NULL, "known"));
        put(cases, "approve r~2", new RunCommand.DecideApproval("r~2", true, null, null));
        put(cases, "reject r~2", new RunCommand.DecideApproval("r~2", false, null, null));
        put(cases, "approve r~2 with edits", new RunCommand.DecideApproval("r~2", true, null, Payload.NULL));
        put(cases, "approve an unknown approval", new RunCommand.DecideApproval("r~99", true, null, null));
        put(cases, "pause", new RunCommand.Pause(null));
        put(cases, "resume", new RunCommand.Resume());
        put(cases, "cancel", new RunCommand.Cancel(null));
        put(cases, "terminate", new RunCommand.Terminate(null));
        put(cases, "rerun from p/a", new RunCommand.Rerun("p/a", null, null, null));
        put(cases, "rerun from p with another input", new RunCommand.Rerun("p", Payload.NULL, null, null));
        put(cases, "rerun from an unknown step", new RunCommand.Rerun("nowhere", null, null, null));
        put(cases, "rerun that was asked for before", new RunCommand.Rerun("p", null, null, "known"));
        put(cases, "fork of a run that had begun", fork("fork"));
        put(cases, "fork, the same request", fork("request in"));
        put(
                cases,
                "reset of a run that had begun",
                RunCommand.Fork.reset(TestRun.ID, new Origin("s", 1), List.of("s"), null, "reset")
                        .from(past()));
        put(cases, "fork with another output of a step under way", forkWith("p/a"));
        put(cases, "fork with another output of an unknown step", forkWith("nowhere"));
        put(cases, "migrate to the same version", new RunCommand.Migrate(1, "digest", null));
        put(cases, "migrate to a version that fits", new RunCommand.Migrate(2, "fits", null));
        put(cases, "migrate to a version that does not", new RunCommand.Migrate(3, "differs", null));
        put(cases, "migrate to an unknown version", new RunCommand.Migrate(9, "unknown", null));
        put(cases, "retry", new RunCommand.Retry(null));
        put(cases, "resolve r~3: retry", new RunCommand.ResolveIncident("r~3", Resolution.RETRY, null, null));
        put(cases, "resolve r~3: skip", new RunCommand.ResolveIncident("r~3", Resolution.SKIP, null, null));
        put(cases, "resolve r~3: fail", new RunCommand.ResolveIncident("r~3", Resolution.FAIL, null, null));
        put(cases, "resolve an unknown incident", new RunCommand.ResolveIncident("r~99", Resolution.RETRY, null, null));
        put(cases, "tick, nothing due", new RunCommand.Tick());
        cases.put("tick, deadline passed", new Case(DEADLINE, new RunCommand.Tick()));
        put(
                cases,
                "repair: the index is wrong, r.c1 may be lost",
                new RunCommand.Repair("waiting", null, List.of("r.c1")));
        put(cases, "report a bug", new RunCommand.ReportBug("another defect"));
        return cases;
    }

    private static Past past() {
        return new Past(running().state(), 1, 1);
    }

    private static RunCommand fork(String digest) {
        return new RunCommand.Fork(TestRun.ID, new Origin("s", 1), null, Map.of(), null, digest, past());
    }

    private static RunCommand forkWith(String path) {
        return new RunCommand.Fork(TestRun.ID, new Origin("s", 1), null, Map.of(path, Payload.NULL), null, "", past());
    }

    private static RunCommand childEnd(
            String child, RunStatus status, @Nullable Payload output, @Nullable RunError error) {
        return new RunCommand.RecordChildEnd("p/c", child, new End(status, output, error, TestRun.EPOCH), Usage.NONE);
    }

    private static void put(Map<String, Case> cases, String name, RunCommand command) {
        cases.put(name, new Case(Duration.ZERO, command));
    }

    static List<Class<?>> commandTypes() {
        return commands().values().stream()
                .<Class<?>>map(one -> one.command().getClass())
                .distinct()
                .toList();
    }

    static String text() {
        StringBuilder text = new StringBuilder();
        runs().forEach((status, run) -> {
            text.append(status).append('\n');
            commands()
                    .forEach((name, one) -> text.append("  %-38s %s".formatted(name, decide(run.get(), one)))
                            .append('\n'));
            text.append('\n');
        });
        return text.toString();
    }

    private static String decide(TestRun run, Case one) {
        return switch (run.after(one.time()).send(one.command())) {
            case Outcome.Refused refused ->
                "refused: " + refused.rejection().code().code();
            case Outcome.Accepted accepted when accepted.events().isEmpty() -> "accepted, nothing changes";
            case Outcome.Accepted accepted ->
                accepted.events().stream().map(EventText::name).collect(Collectors.joining(", ", "accepted: ", ""));
        };
    }
}

package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run in the hand of a test: history by commands, a clock that stands still, and what the next command makes happen. */
public final class TestRun {

    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    public static final String ID = "r";

    private final KnownWorkflows workflows;
    private final RunDecider.Versions versions;
    private RunDecider decider;
    private final List<Commit> commits = new ArrayList<>();
    private RunState state = RunState.EMPTY;
    private Instant now = EPOCH;
    private Principal by = new Principal(Principal.Kind.PERSON, "ann", null);
    private String cause = "test";

    private TestRun(WorkflowPlan plan, KnownWorkflows workflows, RunDecider.Versions versions) {
        this.workflows = workflows;
        this.versions = versions;
        this.decider = new RunDecider(plan, workflows, versions);
    }

    public static TestRun of(WorkflowPlan plan) {
        return of(plan, KnownWorkflows.NONE);
    }

    /** @param workflows of which steps can start runs */
    public static TestRun of(WorkflowPlan plan, KnownWorkflows workflows) {
        return of(plan, workflows, digest -> Optional.empty());
    }

    /** @param versions that the run can be moved to */
    public static TestRun of(WorkflowPlan plan, KnownWorkflows workflows, RunDecider.Versions versions) {
        return new TestRun(plan, workflows, versions);
    }

    /** A command that may depend on where the run stands, such as a result of the attempt that is open now. */
    public interface Move extends Function<TestRun, RunCommand> {}

    public RunState state() {
        return state;
    }

    public Instant now() {
        return now;
    }

    public List<Commit> commits() {
        return commits;
    }

    /** What the run is from now on asked by. */
    public TestRun as(Principal principal) {
        by = principal;
        return this;
    }

    /** Why the run is from now on asked. */
    public TestRun because(String reason) {
        cause = reason;
        return this;
    }

    public TestRun after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** Does all of them; each must be accepted. */
    public TestRun given(Move... moves) {
        for (Move move : moves) {
            RunCommand command = move.apply(this);
            assertThat(send(command)).as("%s", command).isInstanceOf(Outcome.Accepted.class);
        }
        return this;
    }

    /** The events of an accepted command, as lines. */
    public List<String> when(Move move) {
        Outcome outcome = send(move.apply(this));
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return EventText.of(((Outcome.Accepted) outcome).events());
    }

    /** The code with which a command is refused. */
    public Rejection.Code refusal(Move move) {
        RunState before = state;
        Outcome outcome = send(move.apply(this));
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(state).isSameAs(before);
        return ((Outcome.Refused) outcome).rejection().code();
    }

    /** Decides; what is accepted becomes a commit, and the folded state must be the decided one. */
    public Outcome send(RunCommand command) {
        Commit header = commit(List.of());
        Outcome outcome = decider.decide(state, command, header);
        if (outcome instanceof Outcome.Accepted accepted && !accepted.events().isEmpty()) {
            Commit commit = commit(accepted.events());
            RunState folded = RunFold.apply(state, commit);
            assertThat(folded).isEqualTo(accepted.next());
            commits.add(commit);
            follow(state, folded);
            state = folded;
        }
        return outcome;
    }

    /** A run that was moved goes on with the other version. */
    private void follow(RunState before, RunState after) {
        String digest = after.started().digest();
        if (before.exists() && !before.started().digest().equals(digest)) {
            decider = new RunDecider(versions.find(digest).orElseThrow(), workflows, versions);
        }
    }

    private Commit commit(List<RunEvent> events) {
        return new Commit("default", "dev", by, now, cause, state.lastEvent() + 1, events, null);
    }

    /** A commit of one event that follows on the state. */
    static Commit commit(RunState state, RunEvent event) {
        return new Commit(
                "default", "dev", Principal.SYSTEM, EPOCH, "test", state.lastEvent() + 1, List.of(event), null);
    }

    /** Id of the attempt that is open at this path. */
    public String attempt(String path) {
        if (Objects.requireNonNull(state.step(path)).activity() instanceof Activity.Attempting open) {
            return open.attempt();
        }
        throw new AssertionError("no attempt is open at " + path);
    }

    public @Nullable Activity activity(String path) {
        return Objects.requireNonNull(state.step(path)).activity();
    }

    public @Nullable Object output() {
        Payload output = Objects.requireNonNull(state.end()).output();
        return output == null ? null : output.json();
    }

    public static Move start() {
        return start("in");
    }

    public static Move start(Object input) {
        return run -> startCommand(input, null);
    }

    public static RunCommand.Start startCommand(Object input, @Nullable Instant deadline) {
        return new RunCommand.Start(
                ID, "flow", 1, "digest", Json.payload(input), Map.of(), 0, deadline, "request " + input, null);
    }

    public static Move succeeds(String path, Object output) {
        return run -> result(run.attempt(path), new AttemptResult.Succeeded(Json.payload(output), Usage.NONE, null));
    }

    /** The agent answers, and says who should have the work next. */
    public static Move handsOff(String path, Object output, String to, @Nullable Double confidence) {
        return run -> result(
                run.attempt(path),
                new AttemptResult.Succeeded(Json.payload(output), Usage.NONE, confidence, new Handoff(to, "because")));
    }

    /** The run that the step at this path has started ends. */
    public static Move childEnds(String path, RunStatus status, @Nullable Object output, @Nullable RunError error) {
        return run -> {
            StepState step = Objects.requireNonNull(run.state.step(path));
            return new RunCommand.RecordChildEnd(
                    path,
                    Objects.requireNonNull(step.child()).run(),
                    new End(status, output == null ? null : Json.payload(output), error, run.now),
                    new Usage(1, 2, 3));
        };
    }

    public static Move childCompletes(String path, Object output) {
        return childEnds(path, RunStatus.COMPLETED, output, null);
    }

    public static Move childFails(String path, ErrorKind kind) {
        return childEnds(path, RunStatus.FAILED, null, RunError.of(kind, "it broke"));
    }

    public static Move fails(String path, ErrorKind kind) {
        return run -> result(run.attempt(path), failure(kind));
    }

    /** The agent will answer later. */
    public static Move accepts(String path) {
        return run -> result(run.attempt(path), new AttemptResult.Accepted(true, Payload.NULL));
    }

    public static AttemptResult.Failed failure(ErrorKind kind) {
        return new AttemptResult.Failed(RunError.of(kind, "it broke"), null);
    }

    public static AttemptResult.Succeeded success(Object output) {
        return new AttemptResult.Succeeded(Json.payload(output), Usage.NONE, null);
    }

    public static RunCommand.RecordResult result(String attempt, AttemptResult result) {
        return new RunCommand.RecordResult(attempt, result);
    }

    /** The clock jumps to when the next thing falls due. */
    public static Move due() {
        return run -> {
            run.now = run.state.nextDue().orElseThrow(() -> new AssertionError("nothing will fall due"));
            return new RunCommand.Tick();
        };
    }

    public static Move tick() {
        return run -> new RunCommand.Tick();
    }

    public static Move pause() {
        return run -> new RunCommand.Pause(null);
    }

    public static Move resume() {
        return run -> new RunCommand.Resume();
    }

    public static Move cancel() {
        return run -> new RunCommand.Cancel(null);
    }

    public static Move terminate() {
        return run -> new RunCommand.Terminate(null);
    }

    public static Move rerun(String step) {
        return run -> new RunCommand.Rerun(step, null, null, null);
    }

    public static Move retry() {
        return run -> new RunCommand.Retry(null);
    }

    public static Move signal(String name, Object payload) {
        return run -> new RunCommand.Signal(name, Json.payload(payload), null);
    }

    public static Move approve(String approval) {
        return run -> new RunCommand.DecideApproval(approval, true, null, null);
    }

    public static Move reject(String approval) {
        return run -> new RunCommand.DecideApproval(approval, false, null, null);
    }

    public static Move bug() {
        return run -> new RunCommand.ReportBug("a defect");
    }

    public static Move resolve(String incident, RunEvent.Resolution resolution) {
        return run -> new RunCommand.ResolveIncident(incident, resolution, null, null);
    }
}

package dev.baton.actors.pattern;

import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.End;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;

/**
 * What an agent has others do while it works in turns: an attempt of another agent, with retries of its own, or a run of
 * a workflow. Whom it calls is known only then, so one step stands for all calls, and for those that they make in turn.
 * Its failure is an answer like others to the agent that called.
 */
record AgentCallStep(String id) implements Step {

    private static final String SUFFIX = ".call";

    /** The step for what the agent at this instance calls for. */
    static AgentCallStep inside(StepState caller) {
        return new AgentCallStep(caller.step().endsWith(SUFFIX) ? caller.step() : caller.step() + SUFFIX);
    }

    @Override
    public StepSettings settings() {
        return StepSettings.DEFAULT;
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    private AgentStep agent(String name) {
        return new AgentStep(id, settings(), name, null, null, RetryPolicy.DEFAULT, List.of());
    }

    private WorkflowStep workflow(Callee callee) {
        return new WorkflowStep(
                id, settings(), callee.name(), callee.version(), null, null, ChildRun.ParentClose.CANCEL);
    }

    /** What the steps of the two kinds do by themselves stays with them. */
    private Step of(Turn turn, StepState self) {
        return of(callee(turn, self.parent(), self.path()));
    }

    private Step of(Callee callee) {
        return switch (callee.kind()) {
            case AGENT -> agent(callee.name());
            case WORKFLOW -> workflow(callee);
        };
    }

    private static Callee callee(Turn turn, String caller, String path) {
        if (turn.instance(caller).activity() instanceof Activity.Attempting attempt) {
            for (AgentTurn.Call call : attempt.openCalls()) {
                if (call.path().equals(path)) {
                    return call.callee();
                }
            }
        }
        throw new IllegalStateException("nobody has called for " + path);
    }

    @Override
    public void start(Turn turn, Place place) {
        of(callee(turn, place.parent(), place.path())).start(turn, place);
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        AgentTurns.callEnded(turn, path);
    }

    @Override
    public void attemptEnded(Turn turn, StepState self, Activity.Attempting attempt, AttemptResult result) {
        of(turn, self).attemptEnded(turn, self, attempt, result);
    }

    @Override
    public void childRunEnded(Turn turn, StepState self, End end) {
        of(turn, self).childRunEnded(turn, self, end);
    }

    @Override
    public void due(Turn turn, StepState self) {
        of(turn, self).due(turn, self);
    }

    @Override
    public void released(Turn turn, StepState self) {
        of(turn, self).released(turn, self);
    }

    @Override
    public void retried(Turn turn, StepState self) {
        of(turn, self).start(turn, new Place(self.path(), self.parent(), new Value.InputOf(self.path())));
    }

    @Override
    public boolean beginsAnew() {
        return true;
    }
}

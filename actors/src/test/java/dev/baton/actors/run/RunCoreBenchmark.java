package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.workflow;

import dev.baton.actors.pattern.Join;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What the pure core costs, in microseconds of CPU per step: {@code decide} makes the events, {@code fold} applies the
 * commit as a replay does. Run its main method; figures are good for comparing two versions on one machine.
 */
public final class RunCoreBenchmark {

    private static final int ROUNDS = 8;
    private static final long ROUND_NANOS = 1_000_000_000L;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Payload ANSWER = Json.payload(Map.of("text", "x".repeat(1_000)));

    private final Random dice = new Random(1);
    private long decideNanos;
    private long foldNanos;
    private long steps;

    private RunCoreBenchmark() {}

    public static void main(String[] arguments) {
        print("chain of 10 agents", chain(10), 10);
        print("chain of 10 agents with input expressions", chainWithInputs(10), 10);
        print("fan-out of 50 agents", fanOut(50), 50);
        print("fan-out of 1,000 agents", fanOut(1_000), 1_000);
    }

    private static WorkflowPlan chain(int length) {
        Step[] steps = new Step[length];
        for (int i = 0; i < length; i++) {
            steps[i] = agent("step" + i);
        }
        return workflow(steps);
    }

    private static WorkflowPlan chainWithInputs(int length) {
        Step[] steps = new Step[length];
        for (int i = 0; i < length; i++) {
            FakeExpression input = i == 0 ? FakeExpression.input() : FakeExpression.output("step" + (i - 1));
            steps[i] = agent("step" + i, input.template());
        }
        return workflow(steps);
    }

    private static WorkflowPlan fanOut(int width) {
        List<Map.Entry<String, Step[]>> branches = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            branches.add(branch("b" + i, agent("step" + i)));
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map.Entry<String, Step[]>[] array = branches.toArray(new Map.Entry[0]);
        return workflow(parallel("p", new Join.All(), array));
    }

    private static void print(String name, WorkflowPlan plan, int steps) {
        RunCoreBenchmark last = new RunCoreBenchmark();
        for (int round = 0; round < ROUNDS; round++) {
            last = new RunCoreBenchmark();
            long end = THREADS.getCurrentThreadCpuTime() + ROUND_NANOS;
            while (THREADS.getCurrentThreadCpuTime() < end) {
                last.measure(new RunDecider(plan), steps);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-45s %6.2f us per step: decide %5.2f, fold %5.2f%n",
                name,
                (last.decideNanos + last.foldNanos) / 1e3 / last.steps,
                last.decideNanos / 1e3 / last.steps,
                last.foldNanos / 1e3 / last.steps);
    }

    /** As many runs as make the clock's own cost small, answered in any order. */
    private void measure(RunDecider decider, int stepsPerRun) {
        int runs = Math.max(1, 2_000 / stepsPerRun);
        List<List<Commit>> histories = new ArrayList<>(runs);
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < runs; i++) {
            histories.add(decide(decider));
        }
        long decided = THREADS.getCurrentThreadCpuTime();
        for (List<Commit> history : histories) {
            RunState state = RunState.EMPTY;
            for (Commit commit : history) {
                state = RunFold.apply(state, commit);
            }
            if (!state.ended()) {
                throw new AssertionError("the run has not ended");
            }
        }
        foldNanos += THREADS.getCurrentThreadCpuTime() - decided;
        decideNanos += decided - start;
        steps += (long) runs * stepsPerRun;
    }

    private List<Commit> decide(RunDecider decider) {
        List<Commit> history = new ArrayList<>();
        RunState state = commit(decider, RunState.EMPTY, TestRun.startCommand("in", null), history);
        List<String> open = new ArrayList<>();
        while (true) {
            for (RunEvent event : history.getLast().events()) {
                if (event instanceof RunEvent.AttemptStarted started) {
                    open.add(started.attempt());
                }
            }
            if (state.ended()) {
                return history;
            }
            String attempt = open.remove(dice.nextInt(open.size()));
            AttemptResult result = new AttemptResult.Succeeded(ANSWER, Usage.NONE, null);
            state = commit(decider, state, new RunCommand.RecordResult(attempt, result), history);
        }
    }

    private static RunState commit(RunDecider decider, RunState state, RunCommand command, List<Commit> history) {
        Commit header = commit(state, List.of());
        Outcome.Accepted accepted = (Outcome.Accepted) decider.decide(state, command, header);
        history.add(commit(state, accepted.events()));
        return accepted.next();
    }

    private static Commit commit(RunState state, List<RunEvent> events) {
        return new Commit(
                "default", "dev", Principal.SYSTEM, TestRun.EPOCH, "result", state.lastEvent() + 1, events, null);
    }
}

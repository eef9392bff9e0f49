package dev.baton.actors.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What agents, managers and child runs say in a random world: the same dice, the same answers. */
final class RandomAnswers {

    /** An instance with a longer path calls for nothing: calls lie within calls. */
    private static final int CALL_PATH_MAX = 60;

    private final Random dice;
    /** Share of the answers that are failures. */
    private final double faults;

    RandomAnswers(Random dice) {
        this.dice = dice;
        faults = dice.nextInt(4) * 0.15;
    }

    boolean fails() {
        return chance(faults);
    }

    /** Of a child run. */
    End end(Instant now) {
        if (!fails()) {
            return new End(RunStatus.COMPLETED, Json.payload(dice.nextInt(10)), null, now);
        }
        return chance(0.3)
                ? new End(RunStatus.CANCELLED, null, null, now)
                : new End(RunStatus.FAILED, null, RunError.of(pick(ErrorKind.values()), "it broke"), now);
    }

    AttemptResult result(StepState step) {
        if (fails()) {
            return new AttemptResult.Failed(
                    RunError.of(chance(0.5) ? ErrorKind.UNAVAILABLE : pick(ErrorKind.values()), "it broke"),
                    chance(0.3) ? Duration.ofSeconds(dice.nextInt(100)) : null);
        }
        return chance(0.2)
                ? new AttemptResult.Accepted(chance(0.5), Json.payload("handle"))
                : new AttemptResult.Succeeded(
                        plans(step) && !chance(faults / 2) ? plan() : Json.payload(dice.nextInt(10)),
                        new Usage(1, 2, 3),
                        confidence(),
                        handoff());
    }

    /** A turn of an agent that works in turns; calls within calls only so deep. */
    AttemptResult turn(StepState step, Activity.Attempting open) {
        AttemptResult.Next next = switch (dice.nextInt(6)) {
            case 0 -> new AttemptResult.Next.Again();
            case 1 -> new AttemptResult.Next.Done(TestRun.success(plans(step) ? plan().json() : 1));
            case 2 -> new AttemptResult.Next.GivenUp(TestRun.failure(pick(ErrorKind.values())));
            default -> step.path().length() < CALL_PATH_MAX ? calls() : new AttemptResult.Next.Again();
        };
        return new AttemptResult.Progressed(open.turns().size() + 1, Json.payload("turn"), new Usage(1, 0, 0), next);
    }

    private AttemptResult.Next calls() {
        List<AttemptResult.Call> calls = new ArrayList<>();
        for (int i = dice.nextInt(3); i >= 0; i--) {
            Callee callee =
                    chance(0.7) ? Callee.agent("tool") : Callee.workflow(chance(0.7) ? "known" : "unknown", null);
            calls.add(new AttemptResult.Call(callee, Json.payload(dice.nextInt(10))));
        }
        return new AttemptResult.Next.Calls(calls);
    }

    static boolean plans(StepState step) {
        return step.step().endsWith(".plan");
    }

    /** What a manager says: mostly a plan, not always a sound one. */
    private Payload plan() {
        if (chance(0.15)) {
            return new Payload(Json.parse("{\"answer\": 1}"));
        }
        if (chance(0.05)) {
            return new Payload(Json.parse("{\"escalate\": \"I do not know\"}"));
        }
        ArrayNode tasks = JsonNodeFactory.instance.arrayNode();
        int first = dice.nextInt(10);
        int count = 1 + dice.nextInt(5);
        for (int number = first; number < first + count; number++) {
            List<String> targets = RandomWorkflow.TARGETS;
            ObjectNode task = tasks.addObject().put("id", "k" + number);
            task.put("specialist", chance(faults / 5) ? "nobody" : targets.get(dice.nextInt(targets.size())));
            for (int need = first; need < number; need++) {
                if (chance(0.3)) {
                    task.withArray("needs").add("k" + need);
                }
            }
            if (chance(faults / 5)) {
                task.withArray("needs").add("k" + dice.nextInt(12));
            }
        }
        ObjectNode plan = JsonNodeFactory.instance.objectNode();
        plan.set("tasks", tasks);
        return new Payload(plan);
    }

    private @Nullable Double confidence() {
        return chance(0.8) ? Double.valueOf(dice.nextDouble()) : null;
    }

    /** Mostly to somebody there is. */
    private @Nullable Handoff handoff() {
        if (chance(0.5)) {
            return null;
        }
        List<String> targets = RandomWorkflow.TARGETS;
        return new Handoff(chance(0.1) ? "nobody" : targets.get(dice.nextInt(targets.size())), null);
    }

    <T> T pick(T[] choices) {
        return choices[dice.nextInt(choices.length)];
    }

    boolean chance(double share) {
        return dice.nextDouble() < share;
    }
}

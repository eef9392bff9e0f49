package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Template;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes what steps of a random workflow say in expressions: values, conditions, and what they do with the memory. */
final class RandomExpressions {

    private final Random dice;
    private final List<String> ids;
    /** Share of what can fail by itself that does: some workflows are sound, some are not. */
    private final double flaws;

    /** @param ids of the steps there are so far */
    RandomExpressions(Random dice, List<String> ids) {
        this.dice = dice;
        this.ids = ids;
        flaws = dice.nextInt(3) * 0.2;
    }

    double flaws() {
        return flaws;
    }

    /** Sometimes a value that cannot be evaluated, always or as long as another step has no output. */
    FakeExpression value() {
        if (chance(flaws)) {
            return chance(0.5) ? FakeExpression.failing() : FakeExpression.output(anyId());
        }
        return switch (dice.nextInt(8)) {
            case 0 -> orZero(FakeExpression.variable("iteration"));
            case 1 -> orZero(FakeExpression.variable("item"));
            case 2, 3, 4 -> orZero(FakeExpression.output(anyId()));
            case 5 -> orZero(FakeExpression.step(anyId()));
            case 6 -> FakeExpression.input();
            default -> FakeExpression.constant(dice.nextInt(100));
        };
    }

    Template aggregate(String variable) {
        return (chance(flaws) ? FakeExpression.failing() : FakeExpression.variable(variable)).template();
    }

    private static FakeExpression orZero(FakeExpression expression) {
        return new FakeExpression(expression.source() + " or 0", scope -> {
            JsonNode found = expression.function().apply(scope);
            return found == null ? Json.of(0) : found;
        });
    }

    Expression condition() {
        int number = dice.nextInt(5);
        String id = anyId();
        return switch (dice.nextInt(8)) {
            case 0 -> chance(flaws) ? FakeExpression.failing() : FakeExpression.constant(true);
            case 1 -> FakeExpression.constant(false);
            case 2, 3 ->
                FakeExpression.condition("iteration >= " + number, scope -> {
                    JsonNode iteration = scope.variable("iteration");
                    return iteration != null && iteration.asInt() >= number;
                });
            default ->
                FakeExpression.condition("steps." + id + ".output is odd", scope -> {
                    JsonNode output = scope.stepOutput(id);
                    return output != null && output.asInt() % 2 == 1;
                });
        };
    }

    String anyId() {
        return ids.isEmpty() ? "none" : ids.get(dice.nextInt(ids.size()));
    }

    Expression compared() {
        return chance(flaws) ? FakeExpression.failing() : FakeExpression.variable("output");
    }

    Expression named() {
        return chance(flaws)
                ? value()
                : FakeExpression.constant(RandomWorkflow.TARGETS.get(dice.nextInt(RandomWorkflow.TARGETS.size())));
    }

    MemoryRights rights() {
        Set<String> reads = new LinkedHashSet<>();
        Map<String, Template> writes = new LinkedHashMap<>();
        for (String scope : RandomWorkflow.SCOPES) {
            if (chance(0.5)) {
                reads.add(scope);
            }
            if (chance(0.3)) {
                writes.put(scope, (chance(flaws / 2) ? value() : orZero(FakeExpression.variable("output"))).template());
            }
        }
        return new MemoryRights(reads, writes);
    }

    /** One scope for each rule; the one that merges has no initial value. */
    Map<String, MemorySpec> memory() {
        Template initial = FakeExpression.constant(0).template();
        Map<String, MemorySpec> memory = new LinkedHashMap<>();
        memory.put(RandomWorkflow.REJECTING, new MemorySpec(null, initial, MemorySpec.OnConflict.REJECT, null));
        memory.put("last", new MemorySpec(null, initial, MemorySpec.OnConflict.LAST_WRITER, null));
        memory.put(
                "merged", new MemorySpec(null, null, MemorySpec.OnConflict.MERGE, FakeExpression.variable("current")));
        return memory;
    }

    private boolean chance(double share) {
        return dice.nextDouble() < share;
    }
}

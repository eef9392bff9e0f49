package dev.baton.actors.run;

import dev.baton.actors.run.Step.OnFailure;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of a failure, by its kind: the first rule that covers it holds; without one the surroundings deal with it. */
public record FailureRules(List<Rule> rules) {

    /** In one list. */
    public static final int RULES_MAX = 16;

    private static final Rule NONE = new Rule(Set.of(), OnFailure.FAIL, null);

    public static final FailureRules FAIL = always(OnFailure.FAIL);

    /**
     * @param on kinds of error that it covers; empty for all
     * @param fallback the steps that are done instead; null unless that is what follows
     */
    public record Rule(
            Set<ErrorKind> on, OnFailure then, @Nullable Step fallback) {
        public Rule {
            on = Set.copyOf(on);
            if ((then == OnFailure.FALLBACK) != (fallback != null)) {
                throw new IllegalArgumentException("only a fallback has other steps");
            }
        }

        boolean covers(ErrorKind kind) {
            return on.isEmpty() || on.contains(kind);
        }
    }

    public FailureRules {
        rules = List.copyOf(rules);
    }

    /** @param then anything but a fallback */
    public static FailureRules always(OnFailure then) {
        return new FailureRules(List.of(new Rule(Set.of(), then, null)));
    }

    Rule of(ErrorKind kind) {
        return rules.stream().filter(rule -> rule.covers(kind)).findFirst().orElse(NONE);
    }

    /** Whether any failure makes it undo what has been done. */
    public boolean undoes() {
        return rules.stream().anyMatch(rule -> rule.then() == OnFailure.COMPENSATE);
    }

    List<Step> fallbacks() {
        return rules.stream().map(Rule::fallback).filter(Objects::nonNull).toList();
    }
}

package dev.baton.actors.definition;

import dev.baton.actors.run.Budget;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FailureRules;
import dev.baton.actors.run.FailureRules.Rule;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnCancel;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a step, or a workflow, says of its failure and of how it is undone. */
final class FailureReader {

    /** What the steps of a fallback see: the failure. */
    static final String ERROR = "error";

    /** What the steps of a compensation see: input and output of what they undo. */
    static final String COMPLETED = "completed";

    static final Set<String> VARIABLES = Set.of(ERROR, COMPLETED);

    private static final double MICROS = 1_000_000;

    private final StepReader reader;

    FailureReader(StepReader reader) {
        this.reader = reader;
    }

    /** @param usual what a failure means where nothing is said */
    StepSettings settings(StepSettings usual) {
        boolean undoes = reader.seesVariable(COMPLETED);
        Step compensate = reader.has("compensate")
                ? reader.handler("compensate", "@compensate", Outline.Role.COMPENSATION, COMPLETED)
                : null;
        StepSettings settings = new StepSettings(
                rules(usual),
                compensate,
                reader.choice("onCancel", OnCancel.class, usual.onCancel()),
                // There 'timeout' means something else: one attempt, or the run that is started.
                reader.has("agent") || reader.has("workflow") ? null : reader.optionalDuration("timeout"),
                budget(),
                reader.optionalText("description"));
        if (undoes && (compensate != null || settings.onFailure().undoes() || settings.onCancel() != OnCancel.LEAVE)) {
            reader.error(
                    compensate != null ? "compensate" : settings.onFailure().undoes() ? "onFailure" : "onCancel",
                    "compensate.nested",
                    "A step that undoes another cannot be undone itself",
                    "Leave it out: if undoing fails, a person decides.");
        }
        return settings;
    }

    private @Nullable Budget budget() {
        if (!reader.has("budget")) {
            return null;
        }
        StepReader budget = reader.object("budget");
        return new Budget(
                budget.has("tokens") ? Long.valueOf(budget.whole("tokens", 0)) : null,
                budget.has("cost") ? Long.valueOf(Math.round(budget.number("cost", 0) * MICROS)) : null,
                budget.has("calls") ? Long.valueOf(budget.whole("calls", 0)) : null);
    }

    private FailureRules rules(StepSettings usual) {
        if (!reader.has("onFailure")) {
            return usual.onFailure();
        }
        List<StepReader> entries = reader.objects("onFailure");
        if (entries.isEmpty()) {
            OnFailure word = reader.choice("onFailure", OnFailure.class, OnFailure.FAIL);
            return FailureRules.always(word == OnFailure.FALLBACK ? OnFailure.FAIL : word);
        }
        List<Rule> rules = new ArrayList<>();
        Set<ErrorKind> covered = EnumSet.noneOf(ErrorKind.class);
        for (StepReader entry : entries) {
            Set<ErrorKind> kinds = entry.kinds("on");
            if (covered.containsAll(kinds.isEmpty() ? EnumSet.allOf(ErrorKind.class) : kinds)) {
                entry.warning(
                        "on",
                        "failure.covered",
                        "The rules before this one cover all that it is for",
                        "Leave it out, or move it up.");
            }
            covered.addAll(kinds.isEmpty() ? EnumSet.allOf(ErrorKind.class) : kinds);
            rules.add(rule(entry, kinds, rules.size() + 1));
        }
        return new FailureRules(rules);
    }

    private static Rule rule(StepReader entry, Set<ErrorKind> kinds, int number) {
        @Nullable
        Step fallback = entry.has("fallback")
                ? entry.handler(
                        "fallback", number == 1 ? "@fallback" : "@fallback" + number, Outline.Role.FALLBACK, ERROR)
                : null;
        if (entry.has("then") == (fallback != null)) {
            entry.error(
                    "",
                    "failure.rule",
                    fallback == null ? "The rule does not say what follows" : "The rule says twice what follows",
                    "Give exactly one of 'then' and 'fallback'.");
        }
        if (fallback != null) {
            return new Rule(kinds, OnFailure.FALLBACK, fallback);
        }
        OnFailure then = entry.choice("then", OnFailure.class, OnFailure.FAIL);
        return new Rule(kinds, then == OnFailure.FALLBACK ? OnFailure.FAIL : then, null);
    }
}

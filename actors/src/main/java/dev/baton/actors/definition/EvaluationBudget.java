package dev.baton.actors.definition;

import dev.cel.runtime.CelEvaluationException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How much one evaluation may make, over all its function calls. Without it one short expression can take all memory:
 * a text added to itself thirty times, a list of lists.
 */
final class EvaluationBudget {

    /** Characters of all texts made. */
    static final long TEXT_CHARS_MAX = 64L * 1024 * 1024;

    /** Items of all lists made. */
    static final long LIST_ITEMS_MAX = 2_000_000;

    /** CEL hands nothing of our own through to a function, but evaluates on one thread. */
    private static final ThreadLocal<@Nullable EvaluationBudget> CURRENT = new ThreadLocal<>();

    private long chars;
    private long items;

    static void open() {
        CURRENT.set(new EvaluationBudget());
    }

    static void close() {
        CURRENT.remove();
    }

    static void chargeChars(long count) throws CelEvaluationException {
        EvaluationBudget budget = CURRENT.get();
        if (budget != null && (budget.chars += count) > TEXT_CHARS_MAX) {
            throw new CelEvaluationException("it makes texts of more than " + TEXT_CHARS_MAX + " characters");
        }
    }

    static void chargeItems(long count) throws CelEvaluationException {
        EvaluationBudget budget = CURRENT.get();
        if (budget != null && (budget.items += count) > LIST_ITEMS_MAX) {
            throw new CelEvaluationException("it makes lists of more than " + LIST_ITEMS_MAX + " items");
        }
    }

    static Object charge(Object made) throws CelEvaluationException {
        switch (made) {
            case String text -> chargeChars(text.length());
            case Collection<?> list -> chargeItems(list.size());
            default -> {}
        }
        return made;
    }
}

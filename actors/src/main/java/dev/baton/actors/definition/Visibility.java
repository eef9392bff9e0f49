package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells from the order of a workflow's steps whether one can have ended when another's expression is evaluated. */
final class Visibility {

    /** What can be said of a step's result. */
    enum Seen {
        /** It is there. */
        ENDED,
        /** It is there, unless the step was in a branch that was not taken. */
        MAYBE,
        /** It may be there or not, as chance has it. */
        CONCURRENT,
        /** It is there from the second iteration on. */
        EARLIER_ITERATION,
        /** It is in a list that the other one neither needs nor is needed by. */
        NOT_NEEDED,
        /** Either this step or the other is done. */
        OTHER_BRANCH,
        /** There are as many of it as a step around it has items. */
        OF_EACH_ITEM,
        NEVER
    }

    /** One step on the way from the root: in which group of its parent, and at which place there. */
    private record Stop(Outline step, int group, int index) {}

    /** Where some of the lists may not be done at all. */
    private static final Set<Pattern.Inside> NOT_ALWAYS = Set.of(Pattern.Inside.EXCLUSIVE, Pattern.Inside.CHOSEN);

    private final Map<String, List<Stop>> ways = new HashMap<>();

    Visibility(List<Outline> roots) {
        index(roots, 0, List.of());
    }

    private void index(List<Outline> list, int group, List<Stop> way) {
        for (int index = 0; index < list.size(); index++) {
            List<Stop> own = new ArrayList<>(way);
            own.add(new Stop(list.get(index), group, index));
            ways.put(list.get(index).id(), own);
            List<Outline.Group> groups = list.get(index).groups();
            for (int inner = 0; inner < groups.size(); inner++) {
                index(groups.get(inner).steps(), inner, own);
            }
        }
    }

    /** Whether the expression is evaluated once in each iteration of a step around it. */
    boolean isRepeated(ExpressionPlace place) {
        List<Stop> way = ways.getOrDefault(place.step(), List.of());
        int around = place.moment() == Moment.AFTER ? way.size() : Math.max(0, way.size() - 1);
        return way.subList(0, around).stream()
                .map(stop -> stop.step().inside())
                .anyMatch(inside -> inside == Pattern.Inside.REPEATED || inside == Pattern.Inside.EACH);
    }

    Seen of(String target, ExpressionPlace place) {
        List<Stop> to = ways.getOrDefault(target, List.of());
        List<Stop> from = ways.getOrDefault(place.step(), List.of());
        int common = 0;
        while (common < Math.min(to.size(), from.size())
                && to.get(common).step().id().equals(from.get(common).step().id())) {
            common++;
        }
        boolean repeated =
                to.subList(0, common).stream().anyMatch(stop -> stop.step().inside() == Pattern.Inside.REPEATED);
        if (enters(to, from, common, Set.of(Pattern.Inside.EACH))) {
            return Seen.OF_EACH_ITEM;
        }
        Seen handled = aside(to, from, common);
        if (handled != null) {
            return handled;
        }
        Seen seen = compare(to, from, common, place.moment());
        if (seen == Seen.NEVER && common < from.size() && isIn(from, common, Outline.Role.COMPENSATION)) {
            // Undoing comes late: anything may have ended by then.
            return Seen.MAYBE;
        }
        if (repeated && (seen == Seen.NEVER || seen == Seen.OTHER_BRANCH)) {
            return Seen.EARLIER_ITERATION;
        }
        return seen == Seen.ENDED && enters(to, from, common, NOT_ALWAYS) ? Seen.MAYBE : seen;
    }

    /** What is to be said if one of them is done only because something went wrong; null if that makes no difference. */
    private static @Nullable Seen aside(List<Stop> to, List<Stop> from, int common) {
        if (common == to.size()) {
            // A step is seen by what undoes it.
            return common < from.size() && role(from, common) == Outline.Role.COMPENSATION ? Seen.ENDED : null;
        }
        if (isIn(to, common + 1, Outline.Role.COMPENSATION)) {
            return Seen.NEVER;
        }
        Outline.Role target = role(to, common);
        Outline.Role own = common < from.size() ? role(from, common) : Outline.Role.PART;
        if (target == own
                && (common == from.size()
                        || to.get(common).group() == from.get(common).group())) {
            return isIn(to, common + 1, Outline.Role.FALLBACK) && comesAfter(to, from, common) ? Seen.MAYBE : null;
        }
        return switch (own) {
            case PART -> target == Outline.Role.PART ? null : Seen.NEVER;
            case FALLBACK -> target == Outline.Role.COMPENSATION ? Seen.NEVER : Seen.MAYBE;
            case COMPENSATION -> target == Outline.Role.COMPENSATION ? Seen.NEVER : Seen.MAYBE;
        };
    }

    private static boolean comesAfter(List<Stop> to, List<Stop> from, int common) {
        return common == from.size()
                || to.get(common).index() < from.get(common).index();
    }

    /** The role of the list in which the step at this place of the way stands. */
    private static Outline.Role role(List<Stop> way, int index) {
        return index == 0
                ? Outline.Role.PART
                : way.get(index - 1).step().groups().get(way.get(index).group()).role();
    }

    private static boolean isIn(List<Stop> way, int first, Outline.Role role) {
        for (int index = first; index < way.size(); index++) {
            if (role(way, index) == role) {
                return true;
            }
        }
        return false;
    }

    /** @param common number of steps from the root that both are in, or are themselves */
    private static Seen compare(List<Stop> to, List<Stop> from, int common, Moment moment) {
        if (common == to.size()) {
            return Seen.NEVER;
        }
        if (common == from.size()) {
            return moment == Moment.AFTER ? Seen.ENDED : Seen.NEVER;
        }
        Stop target = to.get(common);
        Stop own = from.get(common);
        if (target.group() == own.group()) {
            return target.index() < own.index() ? Seen.ENDED : Seen.NEVER;
        }
        Outline around = to.get(common - 1).step();
        return switch (around.inside()) {
            case CONCURRENT -> Seen.CONCURRENT;
            case EXCLUSIVE -> Seen.OTHER_BRANCH;
            case CHOSEN -> Seen.MAYBE;
            case BY_NEED ->
                byNeed(around.groups().get(target.group()), around.groups().get(own.group()));
            case IN_ORDER, REPEATED, EACH -> target.group() < own.group() ? Seen.ENDED : Seen.NEVER;
        };
    }

    private static Seen byNeed(Outline.Group target, Outline.Group own) {
        if (own.after().contains(target.name())) {
            return Seen.ENDED;
        }
        return target.after().contains(own.name()) ? Seen.NEVER : Seen.NOT_NEEDED;
    }

    /** Whether such a step is around the target, and the expression stands outside of its groups. */
    private static boolean enters(List<Stop> to, List<Stop> from, int common, Set<Pattern.Inside> inside) {
        int outermost = common == from.size() && common > 0 ? common - 1 : common;
        return to.size() > outermost
                && to.subList(outermost, to.size() - 1).stream()
                        .anyMatch(stop -> inside.contains(stop.step().inside()));
    }
}

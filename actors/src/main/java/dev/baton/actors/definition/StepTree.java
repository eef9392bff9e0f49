package dev.baton.actors.definition;

import dev.baton.actors.pattern.Patterns;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads lists of steps: finds out which kind each is, checks it by the schema of that kind, and lets the kind read it. */
final class StepTree {

    /** In one workflow. */
    static final int STEPS_MAX = 1_000;

    /** Steps inside each other. */
    static final int STEP_DEPTH_MAX = 12;

    private static final Map<String, Pattern> PATTERNS = patternsByKey();

    private final DefinitionReading reading;
    private int steps;

    StepTree(DefinitionReading reading) {
        this.reading = reading;
    }

    private static Map<String, Pattern> patternsByKey() {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        Patterns.ALL.forEach(pattern -> patterns.put(pattern.key(), pattern));
        return patterns;
    }

    DefinitionReading reading() {
        return reading;
    }

    /** @param outline to which the steps are added */
    List<Step> list(@Nullable SourceNode node, List<Outline> outline, int depth) {
        return list(node, outline, depth, Set.of());
    }

    private List<Step> list(@Nullable SourceNode node, List<Outline> outline, int depth, Set<String> variables) {
        List<Step> list = new ArrayList<>();
        if (!(node instanceof SourceNode.Sequence sequence)) {
            return list;
        }
        if (depth > STEP_DEPTH_MAX) {
            reading.problems()
                    .error(
                            node,
                            "step.too-deep",
                            "Steps are nested deeper than " + STEP_DEPTH_MAX + " levels",
                            "Move a part into a workflow of its own.");
            return list;
        }
        for (SourceNode item : sequence.items()) {
            if (item instanceof SourceNode.Mapping mapping && countAndAdmit(mapping)) {
                list.add(step(mapping, outline, depth, variables));
            }
        }
        return list;
    }

    private boolean countAndAdmit(SourceNode.Mapping mapping) {
        if (++steps == STEPS_MAX + 1) {
            reading.problems()
                    .error(
                            mapping,
                            "step.too-many",
                            "The workflow has more than " + STEPS_MAX + " steps",
                            "Move a part into a workflow of its own.");
        }
        return steps <= STEPS_MAX;
    }

    private Step step(SourceNode.Mapping mapping, List<Outline> outline, int depth, Set<String> variables) {
        String id = id(mapping);
        Pattern pattern = pattern(mapping);
        if (pattern == null) {
            outline.add(new Outline(id, Pattern.Inside.IN_ORDER));
            return placeholder(id);
        }
        DefinitionSchema schema = reading.schema();
        if (schema != null && kinds(mapping).size() == 1) {
            schema.step(pattern).check(mapping, article(pattern) + " step", reading.problems());
        }
        Outline own = new Outline(id, pattern.inside());
        outline.add(own);
        int errorsBefore = reading.problems().errorCount();
        try {
            return pattern.reader().read(new StepReader(mapping, new Reading(this, id, own, depth, variables)));
        } catch (IllegalArgumentException refused) {
            // A value that is wrong, and reported, made a step that its own class does not allow.
            if (reading.isTrusted()) {
                throw refused;
            }
            if (reading.problems().errorCount() == errorsBefore
                    && !reading.problems().hasErrorBelow(mapping)) {
                reading.problems()
                        .error(mapping, "step.invalid", "The step is not possible: " + refused.getMessage(), null);
            }
            return placeholder(id);
        }
    }

    private static Step placeholder(String id) {
        return new SequenceStep(id, Step.StepSettings.DEFAULT, List.of());
    }

    private String id(SourceNode.Mapping mapping) {
        SourceNode node = mapping.get("id");
        if (node == null || !node.json().isTextual()) {
            return "." + steps;
        }
        String id = node.json().textValue();
        SourceNode earlier = reading.steps().putIfAbsent(id, node);
        if (earlier != null) {
            reading.problems()
                    .error(
                            node,
                            "step.duplicate-id",
                            "There is already a step '" + id + "' on line "
                                    + earlier.position().line(),
                            "Give each step of the workflow an id of its own.");
            return "." + steps;
        }
        return id;
    }

    /** Null if the step is of no kind that exists. */
    private @Nullable Pattern pattern(SourceNode.Mapping mapping) {
        List<Pattern> found = kinds(mapping);
        if (found.isEmpty()) {
            unknownKind(mapping);
            return null;
        }
        if (found.size() > 1) {
            Set<String> kinds = new TreeSet<>(found.stream().map(Pattern::key).toList());
            Pattern second = found.get(1);
            reading.problems()
                    .error(
                            mapping.keyPosition(second.key()),
                            mapping.path(),
                            "step.several-kinds",
                            "The step is of several kinds: " + String.join(", ", kinds),
                            "Make a step of each, with '- ' before its id.");
        }
        return found.getFirst();
    }

    private static List<Pattern> kinds(SourceNode.Mapping mapping) {
        return mapping.entries().keySet().stream()
                .filter(PATTERNS::containsKey)
                .map(PATTERNS::get)
                .toList();
    }

    private void unknownKind(SourceNode.Mapping mapping) {
        for (Map.Entry<String, SourceNode.Entry> entry : mapping.entries().entrySet()) {
            String closest = Suggestions.closest(entry.getKey(), PATTERNS.keySet());
            if (closest != null) {
                reading.problems()
                        .error(
                                entry.getValue().keyPosition(),
                                mapping.path().child(entry.getKey()),
                                "step.unknown-kind",
                                "'" + entry.getKey() + "' is not a kind of step",
                                "Did you mean '" + closest + "'?");
                return;
            }
        }
        reading.problems()
                .error(
                        mapping,
                        "step.unknown-kind",
                        "The step does not say of which kind it is",
                        "Give it one of the keys " + Suggestions.listed(PATTERNS.keySet()) + ".");
    }

    private static String article(Pattern pattern) {
        return ("aeiou".indexOf(pattern.key().charAt(0)) >= 0 ? "an '" : "a '") + pattern.key() + "'";
    }

    /** One step being read. @param variables that the steps around it offer to its expressions */
    record Reading(StepTree tree, String id, Outline outline, int depth, Set<String> variables) {

        Step steps(SourceNode node, String name, Set<String> further) {
            return body(sequence(node, name, further), name);
        }

        /** A list that is done only if something goes wrong. @param variable that its expressions see */
        Step handler(SourceNode node, String name, Outline.Role role, String variable) {
            return body(sequence(node, new Outline.Group(name, role), Set.of(variable)), name);
        }

        private Step body(List<Step> list, String name) {
            return list.size() == 1
                    ? list.getFirst()
                    : new SequenceStep(id + "." + name, Step.StepSettings.DEFAULT, list);
        }

        List<Step> sequence(SourceNode node, String name, Set<String> further) {
            return sequence(node, new Outline.Group(name), further);
        }

        private List<Step> sequence(SourceNode node, Outline.Group group, Set<String> further) {
            outline.groups().add(group);
            Set<String> inside = new HashSet<>(variables);
            inside.addAll(further);
            return tree.list(node, group.steps(), depth + 1, Set.copyOf(inside));
        }

        void after(String name, Set<String> others) {
            outline.groups().stream()
                    .filter(group -> group.name().equals(name))
                    .forEach(group -> group.after().addAll(others));
        }
    }
}

package dev.baton.actors.pattern;

import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that need each other's results: each begins as soon as all that it needs have completed. The output is an
 * object of the outputs of the nodes that nobody needs, or what the aggregate makes of all.
 *
 * @param aggregate sees {@code nodes}: by name {@code {status, output, error}}; null for none
 */
public record GraphStep(
        String id,
        StepSettings settings,
        Map<String, Node> nodes,
        @Nullable Template aggregate) implements Step {

    public static final Pattern PATTERN =
            Pattern.of("graph", Pattern.Inside.BY_NEED, """
            {
              "title": "Graph",
              "description": "Nodes that need each other's results: each begins as soon as all that it needs have completed. The output is an object of the outputs of the nodes that nobody needs, by name, or what 'aggregate' makes of all.",
              "properties": {
                "graph": {
                  "title": "Nodes",
                  "description": "Lists of steps by name, each with the names of the nodes that it needs.",
                  "type": "object",
                  "minProperties": 1,
                  "maxProperties": 1000,
                  "propertyNames": {
                    "title": "node name",
                    "description": "A letter, then letters, digits, '_' and '-', at most 64.",
                    "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
                  },
                  "additionalProperties": {
                    "title": "Node",
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["do"],
                    "properties": {
                      "needs": {
                        "title": "Nodes that must have completed before",
                        "description": "Left out: none, the node begins at once and gets the input of the graph. With one, it gets its output, with several an object of their outputs by name.",
                        "type": "array",
                        "maxItems": 1000,
                        "items": {"title": "name of a node", "type": "string"},
                        "examples": [["identity", "credit"]]
                      },
                      "do": {"$ref": "#/$defs/steps"}
                    },
                    "examples": [{"needs": ["identity"], "do": [{"id": "credit", "agent": "credit-checker"}]}]
                  },
                  "examples": [{"identity": {"do": [{"id": "identity", "agent": "verifier"}]}, "credit": {"needs": ["identity"], "do": [{"id": "credit", "agent": "credit-checker"}]}}]
                },
                "aggregate": {
                  "title": "Output made of the nodes",
                  "description": "Any value; its ${ expressions } see 'nodes': by name {status, output, error}.",
                  "examples": ["${ nodes.credit.output }"]
                }
              },
              "examples": [
                {
                  "id": "onboarding",
                  "graph": {
                    "identity": {"do": [{"id": "identity", "agent": "verifier"}]},
                    "credit": {"needs": ["identity"], "do": [{"id": "credit", "agent": "credit-checker"}]},
                    "sanctions": {"needs": ["identity"], "do": [{"id": "sanctions", "agent": "sanctions-checker"}]},
                    "offer": {"needs": ["credit", "sanctions"], "do": [{"id": "offer", "agent": "offer-writer", "input": "${ steps.credit.output }"}]}
                  }
                }
              ]
            }
            """, GraphStep::read).withVariables("nodes");

    static GraphStep read(StepReader reader) {
        Map<String, StepReader> entries = reader.named("graph");
        Map<String, Node> nodes = new LinkedHashMap<>();
        entries.forEach((name, entry) ->
                nodes.put(name, new Node(needs(entry, entries.keySet()), entry.steps("do", name))));
        List<String> circle = needs(nodes).circle();
        if (!circle.isEmpty()) {
            StepReader first = entries.getOrDefault(circle.getFirst(), reader);
            first.error(
                    "needs",
                    "graph.circle",
                    "No node of this circle can ever begin: " + String.join(" needs ", circle),
                    "Take one of these needs away, or make a 'loop' of what is to be done again.");
        }
        needs(nodes).all().forEach(reader::after);
        return new GraphStep(
                reader.id(),
                reader.settings(),
                nodes,
                reader.has("aggregate") ? reader.template("aggregate", Moment.AFTER, "nodes") : null);
    }

    private static Set<String> needs(StepReader entry, Set<String> known) {
        Set<String> needs = new LinkedHashSet<>();
        for (String need : entry.texts("needs")) {
            if (!known.contains(need)) {
                entry.unknown("needs", need, "graph.unknown-need", "There is no node '" + need + "'", known);
            } else if (!needs.add(need)) {
                entry.errorAt(
                        "needs",
                        need,
                        "graph.repeated-need",
                        "The node '" + need + "' is named twice",
                        "Name it once.");
            }
        }
        return needs;
    }

    /** @param needs names of the nodes that must have completed before */
    public record Node(Set<String> needs, Step body) {
        public Node {
            needs = Collections.unmodifiableSet(new LinkedHashSet<>(needs));
        }
    }

    /** @throws IllegalArgumentException if a node needs itself, by whatever way, or one that there is not */
    public GraphStep {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        if (needs(nodes).inOrder().size() < nodes.size()) {
            throw new IllegalArgumentException("nodes of " + id + " that can never begin");
        }
    }

    private static Needs needs(Map<String, Node> nodes) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        nodes.forEach((name, node) -> needs.put(name, node.needs()));
        return new Needs(needs);
    }

    @Override
    public List<Step> children() {
        return nodes.values().stream().map(Node::body).toList();
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        if (nodes.isEmpty()) {
            finish(turn, place.path());
        }
        beginWhatCan(turn, place.path());
    }

    /**
     * Begins those of the nodes that have not begun and whose needs have completed. They begin at once, not after the
     * planner: a node whose needs complete in the same turn would otherwise be begun once for each.
     */
    private void beginWhatCan(Turn turn, String path) {
        for (String name : nodes.keySet()) {
            if (instance(turn, path, name) == null && canBegin(turn, path, name)) {
                begin(turn, path, name);
            }
        }
    }

    private boolean canBegin(Turn turn, String path, String name) {
        return needsOf(name).stream().allMatch(need -> completed(instance(turn, path, need)));
    }

    private static boolean completed(@Nullable StepState instance) {
        return instance != null && instance.status() == StepStatus.COMPLETED;
    }

    private void begin(Turn turn, String path, String name) {
        Step body = body(name);
        body.start(turn, new Place(pathOf(path, name), path, input(path, name)));
    }

    private Value input(String path, String name) {
        Set<String> needs = needsOf(name);
        return switch (needs.size()) {
            case 0 -> new Value.InputOf(path);
            case 1 -> new Value.OutputOf(pathOf(path, needs.iterator().next()));
            default -> outputs(path, needs);
        };
    }

    private Set<String> needsOf(String name) {
        Node node = nodes.get(name);
        return node == null ? Set.of() : node.needs();
    }

    private Value outputs(String path, Collection<String> names) {
        Map<String, String> outputs = new LinkedHashMap<>();
        names.forEach(name -> outputs.put(name, pathOf(path, name)));
        return new Value.OutputsOf(outputs);
    }

    private @Nullable StepState instance(Turn turn, String path, String name) {
        return turn.state().step(pathOf(path, name));
    }

    private String pathOf(String path, String name) {
        return Branches.pathOf(path, name, body(name));
    }

    private Step body(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalStateException(id + " has no node " + name);
        }
        return node.body();
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() != StepStatus.COMPLETED) {
            turn.fail(path, Failures.of(child));
        } else if (turn.instance(path).children().completed() == nodes.size()) {
            finish(turn, path);
        } else {
            beginWhatCan(turn, path);
        }
    }

    @Override
    public List<String> shape() {
        return nodes.entrySet().stream()
                .map(node -> node.getValue().body().id() + " needs "
                        + new TreeSet<>(node.getValue().needs()))
                .toList();
    }

    /** A node sees those that it needs. */
    @Override
    public boolean comesAfter(RunState state, StepState first, StepState other) {
        String path = first.parent();
        Set<String> after = new LinkedHashSet<>();
        nodes.keySet().stream()
                .filter(name -> pathOf(path, name).equals(first.path()))
                .forEach(after::add);
        boolean more = true;
        while (more) {
            more = false;
            for (String name : nodes.keySet()) {
                more |= !Collections.disjoint(needsOf(name), after) && after.add(name);
            }
        }
        return after.stream().anyMatch(name -> pathOf(path, name).equals(other.path()));
    }

    @Override
    public void beginMissing(Turn turn, String path) {
        beginWhatCan(turn, path);
    }

    @Override
    public void takenUp(Turn turn, String path) {
        Optional<StepState> failed = Step.failedInside(turn, path);
        if (failed.isPresent()) {
            childEnded(turn, path, failed.get());
            return;
        }
        beginWhatCan(turn, path);
        Step.super.takenUp(turn, path);
    }

    private void finish(Turn turn, String path) {
        if (aggregate == null) {
            Set<String> ends = new LinkedHashSet<>(nodes.keySet());
            nodes.values().forEach(node -> ends.removeAll(node.needs()));
            turn.complete(path, outputs(path, ends));
            return;
        }
        Map<String, Step> bodies = new LinkedHashMap<>();
        nodes.forEach((name, node) -> bodies.put(name, node.body()));
        switch (turn.evaluate(aggregate, path, Map.of("nodes", Branches.describe(turn.state(), path, bodies)))) {
            case Evaluated.Of of -> turn.complete(path, of.value());
            case Evaluated.Not not -> turn.fail(path, not.error());
        }
    }

    /** Goes on with the nodes that have not completed; if all have, the aggregate is made again. */
    @Override
    public void retried(Turn turn, StepState self) {
        String path = self.path();
        turn.emit(new RunEvent.StepStarted(path, self.parent(), id, new Value.InputOf(path)));
        if (self.children().completed() == nodes.size()) {
            finish(turn, path);
            return;
        }
        for (String name : nodes.keySet()) {
            if (!completed(instance(turn, path, name)) && canBegin(turn, path, name)) {
                begin(turn, path, name);
            }
        }
    }
}

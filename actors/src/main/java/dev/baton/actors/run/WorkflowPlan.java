package dev.baton.actors.run;

import dev.baton.actors.definition.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of a workflow that its runs follow: the tree of steps, indexed. Immutable. */
public final class WorkflowPlan {

    private final Step root;
    private final @Nullable Template output;
    private final @Nullable Duration timeout;
    private final Map<String, MemorySpec> memory;
    private final AgentRoute route;
    private final Map<String, Located> located = new HashMap<>();
    private final Map<String, String> containers = new HashMap<>();

    /** Lists of steps that are done only if something goes wrong, by the id of what is done for them. */
    private final Map<String, Handler> handlers = new HashMap<>();

    /** @param ancestors from the outermost, without lists */
    private record Located(Step step, List<Around> ancestors, String staticPath, boolean repeated) {}

    /** @param repeats whether it numbers the instances of what is inside */
    private record Around(String id, Step.Repetition repeats) {}

    private enum Handler {
        FALLBACK,
        COMPENSATION,
        UNDO
    }

    private WorkflowPlan(
            Step root,
            @Nullable Template output,
            @Nullable Duration timeout,
            Map<String, MemorySpec> memory,
            AgentRoute route) {
        this.route = route;
        this.memory = Collections.unmodifiableMap(new TreeMap<>(memory));
        this.root = root;
        this.output = output;
        this.timeout = timeout;
        index(root, List.of());
        indexHandlers(root, List.of());
    }

    /**
     * @param root a list of steps with an empty id
     * @param output of the run; null for that of the last step
     * @param timeout of the run; null for none
     */
    public static WorkflowPlan of(Step root, @Nullable Template output, @Nullable Duration timeout) {
        return of(root, output, timeout, Map.of());
    }

    /** @param memory scopes of the shared memory, by name */
    public static WorkflowPlan of(
            Step root, @Nullable Template output, @Nullable Duration timeout, Map<String, MemorySpec> memory) {
        return of(root, output, timeout, memory, AgentRoute.ANY);
    }

    /** @param route of all agents that are asked */
    public static WorkflowPlan of(
            Step root,
            @Nullable Template output,
            @Nullable Duration timeout,
            Map<String, MemorySpec> memory,
            AgentRoute route) {
        if (!root.id().isEmpty()) {
            throw new IllegalArgumentException("the root has no id, not " + root.id());
        }
        return new WorkflowPlan(root, output, timeout, memory, route);
    }

    /** What holds for all agents that are asked. */
    public AgentRoute route() {
        return route;
    }

    private void index(Step step, List<Around> ancestors) {
        boolean named = !step.id().isEmpty() && step.id().indexOf('.') < 0;
        String path = "";
        for (Around ancestor : ancestors) {
            path = InstancePath.inside(path, ancestor.id());
        }
        boolean repeated = ancestors.stream().anyMatch(ancestor -> ancestor.repeats() != Step.Repetition.ONCE);
        located.put(
                step.id(), new Located(step, ancestors, named ? InstancePath.inside(path, step.id()) : path, repeated));
        for (Step child : step.children()) {
            containers.put(child.id(), step.id());
            List<Around> around = named ? plus(ancestors, new Around(step.id(), step.repetition())) : ancestors;
            index(child, around);
            indexHandlers(child, around);
        }
    }

    /** What is done if something goes wrong is done once, even for a step that repeats what is inside it. */
    private void indexHandlers(Step step, List<Around> ancestors) {
        boolean named = !step.id().isEmpty() && step.id().indexOf('.') < 0;
        List<Around> around = named ? plus(ancestors, new Around(step.id(), Step.Repetition.ONCE)) : ancestors;
        Step.StepSettings settings = step.settings();
        settings.onFailure().fallbacks().forEach(fallback -> indexHandler(step, fallback, Handler.FALLBACK, around));
        if (settings.compensate() != null) {
            indexHandler(step, settings.compensate(), Handler.COMPENSATION, around);
        }
        if (settings.undoes() || step.id().isEmpty()) {
            Undo undo = new Undo(Undo.idFor(step));
            handlers.put(undo.id(), Handler.UNDO);
            containers.put(undo.id(), "");
            located.put(undo.id(), new Located(undo, List.of(), undo.id(), false));
        }
    }

    private void indexHandler(Step step, Step body, Handler handler, List<Around> around) {
        handlers.put(body.id(), handler);
        containers.put(body.id(), step.id());
        index(body, around);
        indexHandlers(body, around);
    }

    private static List<Around> plus(List<Around> list, Around one) {
        List<Around> longer = new ArrayList<>(list);
        longer.add(one);
        return List.copyOf(longer);
    }

    public Step root() {
        return root;
    }

    public @Nullable Template output() {
        return output;
    }

    public Map<String, MemorySpec> memory() {
        return memory;
    }

    public @Nullable Duration timeout() {
        return timeout;
    }

    Optional<Step> find(String id) {
        return Optional.ofNullable(located.get(id)).map(Located::step);
    }

    /** Id of the step directly around this one; empty for the root. */
    String containerOf(String id) {
        return containers.getOrDefault(id, "");
    }

    /** @throws IllegalArgumentException if the workflow has no such step */
    public Step step(String id) {
        Located found = located.get(id);
        if (found == null) {
            throw new IllegalArgumentException("the workflow has no step " + id);
        }
        return found.step();
    }

    /** What of this workflow's steps may wait for signals of this name. */
    List<Step.Awaited> signals(String name) {
        return located.values().stream()
                .flatMap(one -> one.step().signals().stream())
                .filter(awaited -> awaited.signal().equals(name))
                .toList();
    }

    /** Whether this undoes what has completed inside a step, or in the run. */
    boolean isUndo(String id) {
        return handlers.get(id) == Handler.UNDO;
    }

    /** Whether this undoes one step. */
    boolean isCompensation(String id) {
        return handlers.get(id) == Handler.COMPENSATION;
    }

    /** Whether this is done instead of something that failed. */
    boolean isFallback(String id) {
        return handlers.get(id) == Handler.FALLBACK;
    }

    /** Whether this is done only because something went wrong. */
    boolean isHandler(String id) {
        return handlers.containsKey(id);
    }

    /**
     * The instance of a step that an expression at {@code path} means: in the same iteration of every pattern around
     * both; of those that are done in turn else in the one before it, else in the latest; null if there is none that has
     * ended.
     */
    @Nullable
    StepState endedInstance(RunState state, String id, String path) {
        Located found = located.get(id);
        if (found == null) {
            return null;
        }
        if (!found.repeated()) {
            return ended(state, found.staticPath());
        }
        return search(state, found, 0, "", path);
    }

    private static @Nullable StepState search(RunState state, Located found, int depth, String container, String path) {
        if (depth == found.ancestors().size()) {
            return ended(state, InstancePath.inside(container, found.step().id()));
        }
        Around ancestor = found.ancestors().get(depth);
        String at = InstancePath.inside(container, ancestor.id());
        if (ancestor.repeats() == Step.Repetition.ONCE) {
            return search(state, found, depth + 1, at, path);
        }
        int current = InstancePath.iterationAround(at, path);
        if (ancestor.repeats() == Step.Repetition.AT_ONCE) {
            return current == 0 ? null : search(state, found, depth + 1, InstancePath.iteration(at, current), path);
        }
        if (current == 0) {
            StepState repeating = state.step(at);
            current = repeating == null ? 0 : repeating.children().started();
        }
        for (int number = current; number > 0 && number > current - 2; number--) {
            StepState instance = search(state, found, depth + 1, InstancePath.iteration(at, number), path);
            if (instance != null) {
                return instance;
            }
        }
        return null;
    }

    private static @Nullable StepState ended(RunState state, String path) {
        StepState step = state.step(path);
        return step == null || !step.ended() ? null : step;
    }
}

package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a manager has had done so far, as its recorded decisions and the instances inside tell it.
 *
 * @param path of the manager's instance
 * @param round in which the manager was asked last; 0 before the first
 * @param latest by id the tasks of all accepted plans; of one that was planned again, how it was last
 * @param planned how many tasks there were in all plans, those that were planned again counted each time
 */
record Assignments(RunState state, String path, int round, Map<String, Task> latest, int planned) {

    /** Names of the recorded decisions. */
    static final String PLAN = "plan";

    static final String REFUSED = "refused";
    static final String ESCALATED = "escalated";
    static final String EXHAUSTED = "exhausted";

    /** @param round in which it was planned */
    record Task(String id, String specialist, Set<String> needs, int round) {}

    static Assignments of(RunState state, String path) {
        int round = 0;
        while (state.step(planPath(path, round + 1)) != null) {
            round++;
        }
        Map<String, Task> latest = new LinkedHashMap<>();
        int planned = 0;
        for (StepState.Choice choice : choices(state, path)) {
            if (choice.name().equals(PLAN)) {
                for (JsonNode task : choice.value().json().path("tasks")) {
                    planned++;
                    add(latest, task, roundOf(choice));
                }
            }
        }
        return new Assignments(state, path, round, latest, planned);
    }

    private static void add(Map<String, Task> latest, JsonNode task, int round) {
        Set<String> needs = new LinkedHashSet<>();
        task.path("needs").forEach(need -> needs.add(need.asText()));
        String id = task.path("id").asText();
        latest.put(id, new Task(id, task.path("specialist").asText(), needs, round));
    }

    private static List<StepState.Choice> choices(RunState state, String path) {
        StepState self = state.step(path);
        return self == null ? List.of() : self.choices();
    }

    private static int roundOf(StepState.Choice choice) {
        return choice.value().json().path("round").asInt();
    }

    /** As it is recorded. */
    static Payload recorded(int round, List<ManagerAnswer.NewTask> tasks) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("round", round);
        ArrayNode list = json.putArray("tasks");
        for (ManagerAnswer.NewTask task : tasks) {
            ObjectNode one = list.addObject().put("id", task.id()).put("specialist", task.specialist());
            ArrayNode needs = one.putArray("needs");
            task.needs().forEach(needs::add);
        }
        return new Payload(json);
    }

    static String planPath(String path, int round) {
        return InstancePath.iteration(path, round) + "/plan";
    }

    static String taskPath(String path, int round, String id) {
        return InstancePath.iteration(path, round) + "/tasks/" + id;
    }

    String pathOf(Task task) {
        return taskPath(path, task.round(), task.id());
    }

    @Nullable
    StepState instance(Task task) {
        return state.step(pathOf(task));
    }

    boolean completed(String id) {
        Task task = latest.get(id);
        return task != null && completed(task);
    }

    private boolean completed(Task task) {
        StepState instance = instance(task);
        return instance != null && instance.status() == StepStatus.COMPLETED;
    }

    /** Tasks of the last plan that have not begun and whose needs have completed. */
    List<Task> ready() {
        return latest.values().stream()
                .filter(task -> task.round() == round && instance(task) == null)
                .filter(task -> task.needs().stream().allMatch(this::completed))
                .toList();
    }

    /** The last decision of the last round; null if there is none yet. */
    @Nullable
    String decision() {
        List<StepState.Choice> choices = choices(state, path);
        return choices.isEmpty() || roundOf(choices.getLast()) != round
                ? null
                : choices.getLast().name();
    }

    /** What was wrong with the plan that the manager made last; null if nothing was. */
    @Nullable
    String refusal() {
        List<StepState.Choice> choices = choices(state, path).stream()
                .filter(choice -> !choice.name().equals(EXHAUSTED))
                .toList();
        return choices.isEmpty() || !choices.getLast().name().equals(REFUSED)
                ? null
                : choices.getLast().value().json().path("error").asText();
    }

    /** Paths of the results there are, by task. */
    Map<String, String> results() {
        Map<String, String> results = new LinkedHashMap<>();
        latest.values().stream().filter(this::completed).forEach(task -> results.put(task.id(), pathOf(task)));
        return results;
    }

    /** Of the tasks that have not completed, by id {@code {specialist, round, status, error?}}. */
    ObjectNode failures() {
        ObjectNode failures = JsonNodeFactory.instance.objectNode();
        for (Task task : latest.values()) {
            if (!completed(task)) {
                ObjectNode failure = failures.putObject(task.id());
                failure.put("specialist", task.specialist()).put("round", task.round());
                StepState instance = instance(task);
                if (instance == null) {
                    failure.put("status", "not-begun");
                } else {
                    Branches.describe(instance, failure);
                }
            }
        }
        return failures;
    }
}

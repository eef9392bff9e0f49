package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.run.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a manager has answered, held against what it may. */
sealed interface ManagerAnswer {

    /** The goal is reached, or cannot be; whatever else came with it does not count. */
    record Final(JsonNode answer) implements ManagerAnswer {}

    /** A person is to look. */
    record Escalation(String why) implements ManagerAnswer {}

    record Plan(List<NewTask> tasks) implements ManagerAnswer {}

    /** @param error for the manager: all that is wrong */
    record Refused(String error) implements ManagerAnswer {}

    /** @param input missing if the task has none */
    record NewTask(String id, String specialist, JsonNode input, Set<String> needs) {}

    /** Longer reasons are cut: an event stays small. */
    int WHY_CHARS_MAX = 1_000;

    static ManagerAnswer read(JsonNode json, ManagerStep manager, Turn turn, Assignments before) {
        if (json.hasNonNull("answer")) {
            return new Final(json.get("answer"));
        }
        JsonNode why = json.path("escalate");
        if (why.isTextual() && !why.textValue().isBlank()) {
            String text = why.textValue();
            return new Escalation(text.length() > WHY_CHARS_MAX ? text.substring(0, WHY_CHARS_MAX - 1) + "…" : text);
        }
        JsonNode tasks = json.path("tasks");
        if (!tasks.isArray() || tasks.isEmpty()) {
            return new Refused(
                    "the output must be an object with a list of 'tasks', an 'answer', or 'escalate' with a reason");
        }
        int left = manager.maxTasks() - before.planned();
        if (tasks.size() > left) {
            return new Refused("the plan has " + tasks.size() + " tasks, but only " + Math.max(0, left) + " of "
                    + manager.maxTasks() + " are left (maxTasks)");
        }
        return new Reading(manager, turn, before).plan(tasks);
    }

    /** The input of a task in an accepted plan; missing if it has none. */
    static JsonNode input(JsonNode plan, String id) {
        for (JsonNode task : plan.path("tasks")) {
            if (task.path("id").asText().equals(id)) {
                return task.path("input");
            }
        }
        throw new IllegalStateException("the plan has no task " + id);
    }

    /** One plan being read: all that is wrong with it is found at once. */
    final class Reading {

        private static final int ID_CHARS_MAX = 64;
        private static final int ERRORS_MAX = 20;
        private static final int ERROR_CHARS_MAX = 4_000;

        private final ManagerStep manager;
        private final Turn turn;
        private final Assignments before;
        private final Map<String, NewTask> tasks = new LinkedHashMap<>();
        private final List<String> errors = new ArrayList<>();

        private Reading(ManagerStep manager, Turn turn, Assignments before) {
            this.manager = manager;
            this.turn = turn;
            this.before = before;
        }

        private ManagerAnswer plan(JsonNode list) {
            int number = 0;
            for (JsonNode task : list) {
                number++;
                read(task, number);
            }
            Map<String, Set<String>> needs = new LinkedHashMap<>();
            for (NewTask task : tasks.values()) {
                needs.put(task.id(), needsInPlan(task));
                checkInput(task);
            }
            List<String> circle = new Needs(needs).circle();
            if (!circle.isEmpty()) {
                errors.add("no task of this circle can ever begin: " + String.join(" needs ", circle));
            }
            return errors.isEmpty() ? new Plan(List.copyOf(tasks.values())) : new Refused(error());
        }

        private String error() {
            String more = errors.size() > ERRORS_MAX ? "; and " + (errors.size() - ERRORS_MAX) + " more" : "";
            String all = String.join("; ", errors.stream().limit(ERRORS_MAX).toList());
            return (all.length() > ERROR_CHARS_MAX ? all.substring(0, ERROR_CHARS_MAX - 1) + "…" : all) + more;
        }

        private void read(JsonNode json, int number) {
            String id = json.path("id").asText();
            if (!json.isObject() || !isId(id)) {
                errors.add("task " + number
                        + " has no usable 'id': a letter, then letters, digits, '_' and '-', at most " + ID_CHARS_MAX);
                return;
            }
            String specialist = json.path("specialist").asText();
            if (!manager.specialists().containsKey(specialist)) {
                errors.add("task '" + id + "': there is no specialist '" + specialist + "'; there are "
                        + String.join(", ", manager.specialists().keySet()));
            }
            if (before.completed(id)) {
                errors.add("task '" + id + "' has completed already; give further work another id");
            }
            JsonNode needs = json.path("needs");
            if (!needs.isMissingNode() && !needs.isNull() && !needs.isArray()) {
                errors.add("task '" + id + "': 'needs' must be a list of ids of tasks");
            }
            Set<String> named = new LinkedHashSet<>();
            needs.forEach(need -> named.add(need.asText()));
            if (tasks.putIfAbsent(id, new NewTask(id, specialist, json.path("input"), named)) != null) {
                errors.add("there are two tasks '" + id + "'");
            }
        }

        private static boolean isId(String text) {
            return !text.isEmpty()
                    && text.length() <= ID_CHARS_MAX
                    && isLetter(text.charAt(0))
                    && text.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-');
        }

        private static boolean isLetter(int c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }

        private Set<String> needsInPlan(NewTask task) {
            Set<String> inPlan = new LinkedHashSet<>();
            for (String need : task.needs()) {
                if (tasks.containsKey(need)) {
                    inPlan.add(need);
                } else if (!before.completed(need)) {
                    errors.add("task '" + task.id() + "' needs '" + need + "', which "
                            + (before.latest().containsKey(need)
                                    ? "has not completed: plan it again, or do without it"
                                    : "is no task"));
                }
            }
            return inPlan;
        }

        /** What is to come from other tasks is not known yet, only that it will be there. */
        private void checkInput(NewTask task) {
            Specialist specialist = manager.specialists().get(task.specialist());
            if (specialist == null) {
                return;
            }
            if (specialist.startsRuns() && turn.state().started().depth() >= manager.maxDepth()) {
                errors.add("task '" + task.id() + "': '" + task.specialist()
                        + "' would start a run deeper than allowed (maxDepth " + manager.maxDepth() + ")");
            }
            boolean absent = task.input().isMissingNode() || task.input().isNull();
            if (!task.needs().isEmpty() && !absent && !task.input().isObject()) {
                errors.add("task '" + task.id() + "': with 'needs', its input must be an object");
                return;
            }
            if (!task.needs().isEmpty() && task.input().has("needs")) {
                errors.add("task '" + task.id() + "': the results it needs come as 'needs' of its input; leave that"
                        + " out of the input");
                return;
            }
            SchemaCheck schema = specialist.input(turn);
            List<String> violations = schema == null
                    ? List.of()
                    : schema.violations(example(task)).stream()
                            .filter(violation -> !violation.startsWith("/needs"))
                            .toList();
            if (!violations.isEmpty()) {
                errors.add("task '" + task.id() + "': the input does not match the schema of '" + task.specialist()
                        + "': " + String.join(", ", violations));
            }
        }

        private static JsonNode example(NewTask task) {
            if (task.needs().isEmpty()) {
                return task.input().isMissingNode() ? JsonNodeFactory.instance.nullNode() : task.input();
            }
            ObjectNode example = JsonNodeFactory.instance.objectNode();
            task.input().properties().forEach(field -> example.set(field.getKey(), field.getValue()));
            ObjectNode needs = example.putObject("needs");
            task.needs().forEach(needs::putNull);
            return example;
        }
    }
}

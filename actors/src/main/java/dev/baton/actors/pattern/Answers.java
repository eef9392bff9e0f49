package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which branches of a fan-in say the same. Answers are the same if their canonical JSON is: the order of keys and the
 * spelling of numbers make no difference.
 *
 * @param groups names of the branches that gave the same answer; the largest group first
 * @param silent names of the branches without an answer: under way, failed, cancelled, or not begun
 * @param open how many of the silent ones may still answer
 */
record Answers(List<List<String>> groups, List<String> silent, int open) {

    /** Name of the record of what is compared of one branch's answer. */
    static final String ANSWER = "answer";

    /** Name of the record that all branches are asked again: what was compared before no longer counts. */
    static final String AGAIN = "again";

    /** @param compared whether only what was recorded of an answer counts, not the whole of it */
    static Answers of(RunState state, String path, Map<String, Step> branches, boolean compared) {
        Map<String, JsonNode> recorded = compared ? recorded(state, path) : Map.of();
        Map<String, List<String>> byAnswer = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        int open = 0;
        for (Map.Entry<String, Step> branch : branches.entrySet()) {
            StepState instance = state.step(Branches.pathOf(path, branch.getKey(), branch.getValue()));
            JsonNode answer = answer(instance, compared ? recorded.get(branch.getKey()) : null, compared);
            if (answer != null) {
                byAnswer.computeIfAbsent(CanonicalJson.digest(answer), first -> new ArrayList<>())
                        .add(branch.getKey());
                continue;
            }
            silent.add(branch.getKey());
            if (instance == null || !instance.ended() || isAnswer(instance)) {
                open++;
            }
        }
        List<List<String>> groups = new ArrayList<>(byAnswer.values());
        groups.sort((one, other) -> Integer.compare(other.size(), one.size()));
        return new Answers(groups, silent, open);
    }

    private static @Nullable JsonNode answer(
            @Nullable StepState instance, @Nullable JsonNode recorded, boolean compared) {
        if (instance == null || instance.output() == null || !isAnswer(instance)) {
            return null;
        }
        return compared ? recorded : instance.output().json();
    }

    /** A failure that is tolerated is no answer, though the branch counts as completed. */
    static boolean isAnswer(StepState branch) {
        return branch.status() == StepStatus.COMPLETED
                && branch.output() != null
                && !(branch.error() != null && branch.output().json().isNull());
    }

    private static Map<String, JsonNode> recorded(RunState state, String path) {
        Map<String, JsonNode> recorded = new HashMap<>();
        StepState self = state.step(path);
        for (StepState.Choice choice : self == null ? List.<StepState.Choice>of() : self.choices()) {
            JsonNode value = choice.value().json();
            if (choice.name().equals(AGAIN)) {
                recorded.clear();
            } else if (choice.name().equals(ANSWER)) {
                recorded.put(value.path("branch").asText(), value.path("answer"));
            }
        }
        return recorded;
    }

    static Payload recorded(String branch, Evaluated.Of answer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("branch", branch);
        json.set("answer", answer.json());
        return new Payload(json);
    }

    /** How many give the most frequent answer. */
    int most() {
        return groups.isEmpty() ? 0 : groups.getFirst().size();
    }

    /** As expressions and agents see it: a list of lists of names. */
    ArrayNode agreement() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        groups.forEach(group -> group.forEach(all.addArray()::add));
        return all;
    }

    /** Why all are asked again, as it is recorded. */
    Payload asked() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("agreement", agreement());
        return new Payload(json);
    }

    RunError disagreement(int needed) {
        String who = groups.isEmpty()
                ? "none gave an answer"
                : "the same was said by "
                        + String.join(
                                "; by ",
                                groups.stream()
                                        .map(group -> String.join(", ", group))
                                        .toList());
        return new RunError(
                ErrorKind.REJECTED,
                "no " + needed + " of " + (groups.stream().mapToInt(List::size).sum() + silent.size())
                        + " branches can agree any more: " + who,
                asked());
    }
}

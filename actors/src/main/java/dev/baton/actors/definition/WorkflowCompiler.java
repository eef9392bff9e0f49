package dev.baton.actors.definition;

import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.webhook.WebhookDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the text of definitions into what runs follow, or into all that is wrong with it. */
public final class WorkflowCompiler {

    private static final Set<String> KINDS = Set.of("Workflow", "Agent", "Schedule", "Trigger", "Webhook");

    private WorkflowCompiler() {}

    /** @param source YAML or JSON; definitions in one text are separated by {@code ---} */
    public static Compiled compile(String source) {
        return compile(source, null, null);
    }

    /**
     * Points out names that are not there.
     *
     * @param agents that are there already; null if not known
     * @param workflows that are there already; null if not known
     */
    public static Compiled compile(String source, @Nullable Set<String> agents, @Nullable KnownWorkflows workflows) {
        return compile(source, agents, workflows, true);
    }

    /**
     * As {@link #compile(String, Set, KnownWorkflows)}.
     *
     * @param intentModel whether the server has the model that chooses by meaning
     */
    public static Compiled compile(
            String source, @Nullable Set<String> agents, @Nullable KnownWorkflows workflows, boolean intentModel) {
        Problems problems = new Problems();
        List<SourceNode> documents = DefinitionSource.read(source, problems);
        AgentNames names = new AgentNames(agents == null ? null : withThoseIn(documents, "Agent", agents), intentModel);
        ChildWorkflows childWorkflows = workflows == null
                ? ChildWorkflows.ANY
                : new ChildWorkflows(workflows, withThoseIn(documents, "Workflow", Set.of()));
        List<WorkflowDefinition> definedWorkflows = new ArrayList<>();
        List<AgentDefinition> definedAgents = new ArrayList<>();
        List<ScheduleDefinition> definedSchedules = new ArrayList<>();
        List<TriggerDefinition> definedTriggers = new ArrayList<>();
        List<WebhookDefinition> definedWebhooks = new ArrayList<>();
        Map<String, SourceNode> seen = new HashMap<>();
        for (SourceNode document : documents) {
            if (!(document instanceof SourceNode.Mapping mapping)) {
                problems.error(
                        document,
                        "document.not-an-object",
                        "A definition is an object with the keys apiVersion, kind, metadata and spec, but this is "
                                + ResultType.describe(document.json()),
                        "Start with 'apiVersion: baton/v1'.");
                continue;
            }
            checkUnique(mapping, seen, problems);
            switch (kind(mapping, problems)) {
                case "Workflow" ->
                    addIfPresent(definedWorkflows, WorkflowReader.checked(mapping, names, childWorkflows, problems));
                case "Agent" -> addIfPresent(definedAgents, AgentReader.checked(mapping, problems));
                case "Schedule" ->
                    addIfPresent(definedSchedules, ScheduleReader.checked(mapping, childWorkflows, problems));
                case "Trigger" ->
                    addIfPresent(definedTriggers, TriggerReader.checked(mapping, childWorkflows, problems));
                case "Webhook" -> addIfPresent(definedWebhooks, WebhookReader.checked(mapping, problems));
                default -> {}
            }
        }
        return new Compiled(
                definedWorkflows, definedAgents, definedSchedules, definedTriggers, definedWebhooks, problems.list());
    }

    /**
     * Restores a workflow that was accepted before; fast, and never refused because a check has become stricter.
     *
     * @param canonical as in {@link WorkflowDefinition#canonical()}
     * @throws IllegalArgumentException if it never was a workflow, or there is something in it that only a newer version knows
     */
    public static WorkflowDefinition fromCanonical(String canonical) {
        return WorkflowReader.stored(Documents.parse(canonical), canonical);
    }

    /**
     * Restores an agent that was accepted before.
     *
     * @param canonical as in {@link AgentDefinition#canonical()}
     * @throws IllegalArgumentException if it never was an agent, or one of a newer version
     */
    public static AgentDefinition agentFromCanonical(String canonical) {
        return AgentReader.trusted(stored(canonical, DefinitionSchema.standard().agent(), "the agent"), canonical);
    }

    /**
     * Restores a schedule that was accepted before.
     *
     * @param canonical as in {@link ScheduleDefinition#canonical()}
     * @throws IllegalArgumentException if it never was a schedule, or one of a newer version
     */
    public static ScheduleDefinition scheduleFromCanonical(String canonical) {
        return ScheduleReader.trusted(
                stored(canonical, DefinitionSchema.standard().schedule(), "the schedule"), canonical);
    }

    /**
     * Restores a trigger that was accepted before.
     *
     * @param canonical as in {@link TriggerDefinition#canonical()}
     * @throws IllegalArgumentException if it never was a trigger, or one of a newer version
     */
    public static TriggerDefinition triggerFromCanonical(String canonical) {
        return TriggerReader.trusted(
                stored(canonical, DefinitionSchema.standard().trigger(), "the trigger"), canonical);
    }

    /**
     * Restores a webhook that was accepted before.
     *
     * @param canonical as in {@link WebhookDefinition#canonical()}
     * @throws IllegalArgumentException if it never was a webhook, or one of a newer version
     */
    public static WebhookDefinition webhookFromCanonical(String canonical) {
        return WebhookReader.trusted(
                stored(canonical, DefinitionSchema.standard().webhook(), "the webhook"), canonical);
    }

    private static SourceNode stored(String canonical, PieceSchema schema, String whole) {
        return NewerForm.refuse(Documents.parse(canonical), schema, whole);
    }

    private static <T> void addIfPresent(List<T> list, @Nullable T item) {
        if (item != null) {
            list.add(item);
        }
    }

    private static Set<String> withThoseIn(List<SourceNode> documents, String kind, Set<String> names) {
        Set<String> all = new HashSet<>(names);
        for (SourceNode document : documents) {
            if (document.json().path("kind").asText().equals(kind)) {
                all.add(document.json().at("/metadata/name").asText());
            }
        }
        return all;
    }

    private static String kind(SourceNode.Mapping document, Problems problems) {
        SourceNode kind = document.get("kind");
        if (kind == null) {
            problems.error(
                    document,
                    "key.missing",
                    "'kind' is missing",
                    "Add 'kind: Workflow', 'kind: Agent', 'kind: Schedule', 'kind: Trigger' or 'kind: Webhook'.");
            return "";
        }
        String given = kind.json().asText();
        if (!KINDS.contains(given)) {
            problems.error(
                    kind,
                    "document.unknown-kind",
                    "'" + given + "' is not a kind of definition",
                    Suggestions.hint(given, KINDS, "There are"));
        }
        return given;
    }

    private static void checkUnique(SourceNode.Mapping document, Map<String, SourceNode> seen, Problems problems) {
        SourceNode name = Documents.inside(document, "metadata").get("name");
        if (name == null) {
            return;
        }
        String key = document.json().path("kind").asText() + " " + name.json().asText();
        SourceNode earlier = seen.putIfAbsent(key, name);
        if (earlier != null) {
            problems.error(
                    name,
                    "document.duplicate",
                    key + " is already defined on line "
                            + Objects.requireNonNull(earlier).position().line(),
                    "Give it another name.");
        }
    }
}

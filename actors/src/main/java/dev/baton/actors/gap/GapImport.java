package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes definitions of an agent's folder: the agent, those below it, and its workflows. */
public final class GapImport {

    /** Agents below agents. */
    private static final int DEPTH_MAX = 5;

    private static final int MANDATE_CHARS_MAX = 1_000;
    private static final int INSTRUCTIONS_CHARS_MAX = 100_000;
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    /** What an agent is told, besides its skills. */
    static final List<String> PROMPT = List.of("SOUL.md", "RULES.md", "DUTIES.md");

    private final Wish wish;
    private final List<ObjectNode> definitions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private GapImport(Wish wish) {
        this.wish = wish;
    }

    /**
     * @param owner who answers for the agents; null for the author
     * @param modelUrl where models are whose provider is not known; null if there are none
     * @param commit of the folder; null if it is not known
     */
    public record Wish(
            @Nullable String owner,
            @Nullable String modelUrl,
            @Nullable String commit) {}

    /** What came of it. */
    public sealed interface Result {

        /** @param definitions agents before those that use them, then workflows; @param notes what is not mapped */
        record Made(List<ObjectNode> definitions, List<String> notes) implements Result {
            public Made {
                definitions = List.copyOf(definitions);
                notes = List.copyOf(notes);
            }
        }

        record Unreadable(String reason) implements Result {}
    }

    public static Result of(GapFolder folder, Wish wish) {
        GapImport making = new GapImport(wish);
        try {
            making.agent("", folder, 0);
            return new Result.Made(making.definitions, making.notes);
        } catch (GapFolder.Unreadable unreadable) {
            return new Result.Unreadable(String.valueOf(unreadable.getMessage()));
        }
    }

    /** @param at where the folder is in that of the first agent, for notes; @return the name */
    private String agent(String at, GapFolder folder, int depth) {
        JsonNode yaml = folder.yaml("agent.yaml");
        if (!yaml.isObject() || !yaml.path("name").isTextual()) {
            throw new GapFolder.Unreadable(at + "agent.yaml is missing, or has no 'name'");
        }
        if (depth > DEPTH_MAX) {
            throw new GapFolder.Unreadable("agents are below agents more than " + DEPTH_MAX + " deep");
        }
        String name = yaml.path("name").asText();
        Map<String, String> below = below(at, folder, yaml, depth);
        definitions.add(definition(folder, yaml, below));
        GapDuties duties = GapDuties.of(yaml.path("compliance"));
        if (duties.always()) {
            definitions.add(supervised(name, duties));
        }
        workflows(at, folder, name, duties, below);
        yaml.path("agents").fieldNames().forEachRemaining(named -> {
            if (!below.containsKey(named)) {
                notes.add(at + "agents." + named
                        + (yaml.path("a2a").path("url").isTextual()
                                ? " is not mapped"
                                : " is not in the folder: an agent of this name must be registered"));
            }
        });
        notes.addAll(GapRest.of(at, folder, yaml));
        return name;
    }

    /** The names of the agents in {@code agents/}, by how the folder calls them. */
    private Map<String, String> below(String at, GapFolder folder, JsonNode yaml, int depth) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String path : folder.files().keySet()) {
            String[] parts = path.split("/", -1);
            if (parts.length == 3 && parts[0].equals("agents") && parts[2].equals("agent.yaml")) {
                String inside = "agents/" + parts[1];
                names.put(parts[1], agent(at + inside + "/", folder.below(inside), depth + 1));
            } else if (parts.length == 2 && parts[0].equals("agents") && parts[1].endsWith(".md")) {
                String called = parts[1].substring(0, parts[1].length() - ".md".length());
                names.put(called, called);
                definitions.add(small(called, folder.text(path), yaml));
            }
        }
        return names;
    }

    /** One that is only a text works with the models of the agent above. */
    private ObjectNode small(String name, String text, JsonNode above) {
        String mandate = above.path("agents")
                .path(name)
                .path("description")
                .asText("Works for " + above.path("name").asText() + ".");
        ObjectNode definition = head(name, mandate, above);
        ObjectNode llm =
                ((ObjectNode) definition.path("spec")).putObject("connector").putObject("llm");
        llm.set("models", GapModels.chain(above.path("model"), wish.modelUrl()));
        llm.put("instructions", text);
        return definition;
    }

    private ObjectNode head(String name, String mandate, JsonNode yaml) {
        ObjectNode definition = MAKE.objectNode().put("apiVersion", "baton/v1").put("kind", "Agent");
        ObjectNode metadata = definition.putObject("metadata").put("name", name);
        String owner = wish.owner() == null ? yaml.path("author").asText() : wish.owner();
        if (!owner.isEmpty()) {
            metadata.put("owner", owner);
        }
        ObjectNode labels = metadata.putObject("labels");
        labels.put("gap/version", yaml.path("version").asText());
        if (yaml.path("license").isTextual()) {
            labels.put("gap/license", yaml.path("license").asText());
        }
        if (wish.commit() != null) {
            labels.put("gap/commit", wish.commit());
        }
        yaml.path("tags").forEach(tag -> labels.put("gap/tag-" + tag.asText(), "true"));
        definition
                .putObject("spec")
                .put("mandate", mandate.substring(0, Math.min(MANDATE_CHARS_MAX, mandate.length())));
        return definition;
    }

    private ObjectNode definition(GapFolder folder, JsonNode yaml, Map<String, String> below) {
        ObjectNode definition =
                head(yaml.path("name").asText(), yaml.path("description").asText("-"), yaml);
        ObjectNode spec = (ObjectNode) definition.path("spec");
        ObjectNode connector = spec.putObject("connector");
        JsonNode runtime = yaml.path("runtime");
        if (yaml.path("a2a").path("url").isTextual()) {
            connector.putObject("a2a").put("url", yaml.path("a2a").path("url").asText());
        } else {
            ObjectNode llm = connector.putObject("llm");
            llm.set("models", GapModels.chain(yaml.path("model"), wish.modelUrl()));
            llm.put("instructions", instructions(folder));
            tools(llm, yaml, below);
            if (runtime.path("max_turns").isInt()) {
                llm.put("maxTurns", runtime.path("max_turns").asInt());
            }
            JsonNode constraints = yaml.path("model").path("constraints");
            if (constraints.path("max_tokens").isInt()) {
                llm.put("maxOutputTokens", constraints.path("max_tokens").asInt());
            }
            JsonNode temperature =
                    runtime.has("temperature") ? runtime.path("temperature") : constraints.path("temperature");
            if (temperature.isNumber()) {
                llm.set("temperature", temperature);
            }
            if (constraints.has("top_p")) {
                notes.add("model.constraints.top_p is not mapped");
            }
        }
        if (runtime.path("timeout").isInt()) {
            spec.putObject("limits")
                    .put("timeout", "PT" + runtime.path("timeout").asInt() + "S");
        } else if (runtime.has("timeout")) {
            notes.add("runtime.timeout is not mapped: it is no number of seconds");
        }
        return definition;
    }

    /** Agents in the folder, and those that are only named. */
    private static void tools(ObjectNode llm, JsonNode yaml, Map<String, String> below) {
        Map<String, String> all = new LinkedHashMap<>(below);
        yaml.path("agents").fieldNames().forEachRemaining(named -> all.putIfAbsent(named, named));
        if (all.isEmpty()) {
            return;
        }
        ArrayNode tools = llm.putArray("tools");
        all.forEach((called, agent) -> {
            ObjectNode tool = tools.addObject().put("agent", agent);
            if (yaml.path("agents").path(called).path("description").isTextual()) {
                tool.put(
                        "description",
                        yaml.path("agents").path(called).path("description").asText());
            }
        });
    }

    private static String instructions(GapFolder folder) {
        List<String> parts = new ArrayList<>();
        PROMPT.forEach(file -> parts.add(folder.text(file)));
        folder.files().keySet().stream()
                .filter(path -> path.matches("skills/[^/]+/SKILL\\.md"))
                .forEach(path -> parts.add(folder.text(path)));
        String all = String.join(
                "\n\n", parts.stream().filter(part -> !part.isEmpty()).toList());
        if (all.isEmpty()) {
            throw new GapFolder.Unreadable("SOUL.md is missing, or empty");
        }
        if (all.length() > INSTRUCTIONS_CHARS_MAX) {
            throw new GapFolder.Unreadable("SOUL.md, RULES.md, DUTIES.md and the skills together are longer than "
                    + INSTRUCTIONS_CHARS_MAX + " characters");
        }
        return all;
    }

    private static ObjectNode supervised(String name, GapDuties duties) {
        ObjectNode definition = MAKE.objectNode().put("apiVersion", "baton/v1").put("kind", "Workflow");
        definition
                .putObject("metadata")
                .put("name", name + "-supervised")
                .put("description", "A person allows each use of " + name + ".");
        ArrayNode list = definition.putObject("spec").putArray("do");
        duties.approval(list, "work", MAKE.textNode("${ input }"));
        list.addObject().put("id", "work").put("agent", name).put("input", "${ input }");
        return definition;
    }

    private void workflows(String at, GapFolder folder, String agent, GapDuties duties, Map<String, String> below) {
        for (String path : folder.files().keySet()) {
            if (path.matches("workflows/[^/]+\\.ya?ml")) {
                String file = path.substring("workflows/".length(), path.lastIndexOf('.'));
                definitions.add(new GapWorkflow(at + path, duties, agent, below, notes)
                        .definition(agent + "-" + file, folder.yaml(path)));
            }
        }
    }
}

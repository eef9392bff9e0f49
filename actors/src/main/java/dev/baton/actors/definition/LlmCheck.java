package dev.baton.actors.definition;

import dev.baton.actors.port.SecretReference;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a schema cannot say of a model, or must not: keys are references, tools are somebody, under names of their own. */
final class LlmCheck {

    private LlmCheck() {}

    static void check(SourceNode.Mapping connector, Problems problems) {
        SourceNode.Mapping llm = Documents.inside(connector, "llm");
        if (llm.get("models") instanceof SourceNode.Sequence models) {
            models.items().forEach(model -> checkKey(model, problems));
        }
        if (llm.get("tools") instanceof SourceNode.Sequence tools) {
            checkTools(tools, problems);
        }
    }

    /** Whatever stands there may be a key: it is not repeated in the message. */
    private static void checkKey(SourceNode model, Problems problems) {
        @Nullable SourceNode key = model instanceof SourceNode.Mapping mapping ? mapping.get("key") : null;
        if (key != null && SecretReference.parse(key.json().asText()).isEmpty()) {
            problems.error(
                    key,
                    "agent.key",
                    "The key does not refer to a secret",
                    "Write " + SecretReference.RULE + "; what stands here is stored and shown as it is.");
        }
    }

    private static void checkTools(SourceNode.Sequence tools, Problems problems) {
        Set<String> names = new HashSet<>();
        for (SourceNode item : tools.items()) {
            if (item instanceof SourceNode.Mapping tool) {
                checkCallee(tool, problems);
                String name = name(tool);
                if (!name.isEmpty() && !names.add(name)) {
                    problems.error(
                            tool,
                            "agent.tool-repeated",
                            "Two tools are called '" + name + "'",
                            "Give one of them another name with 'as'.");
                }
            }
        }
    }

    private static void checkCallee(SourceNode.Mapping tool, Problems problems) {
        boolean agent = tool.get("agent") != null;
        boolean workflow = tool.get("workflow") != null;
        if (agent == workflow) {
            problems.error(
                    tool,
                    "agent.tool-callee",
                    agent ? "A tool is an agent or a workflow, not both" : "The tool does nothing",
                    "Name exactly one: 'agent' or 'workflow'.");
        } else if (agent && tool.get("version") != null) {
            problems.error(
                    tool,
                    "agent.tool-version",
                    "An agent has no version here",
                    "Leave 'version' out: the agent is asked as it is registered then.");
        }
    }

    private static String name(SourceNode.Mapping tool) {
        for (String key : new String[] {"as", "agent", "workflow"}) {
            if (tool.get(key) != null) {
                return Documents.text(tool, key);
            }
        }
        return "";
    }
}

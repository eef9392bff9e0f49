package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whom the model of one attempt may have do something: those whom its definition names, as they are registered now. */
final class ToolBox {

    /** Agents that call agents that call agents: deeper nobody is called. */
    static final int DEPTH_MAX = 8;

    /** Of one turn; the model is told that the others were not made. */
    static final int CALLS_MAX = 64;

    private static final Pattern CALL_IN_PATH = Pattern.compile("\\]/[0-9]+-");

    /** @param wrapped whether the callee takes what stands under {@code input}, for it takes no object */
    private record Known(
            Callee callee, String description, @Nullable SchemaCheck input, boolean wrapped) {}

    private final Map<String, Known> tools;
    private final boolean tooDeep;

    private ToolBox(Map<String, Known> tools, boolean tooDeep) {
        this.tools = tools;
        this.tooDeep = tooDeep;
    }

    /** @throws Missing if somebody who is named is not registered */
    static ToolBox of(AttemptRequest request, LlmAgent agent, Catalog catalog) throws Missing {
        Map<String, Known> tools = new LinkedHashMap<>();
        for (LlmAgent.ToolEntry entry : agent.tools()) {
            tools.put(entry.name(), known(request.tenant(), entry, catalog));
        }
        long depth = CALL_IN_PATH.matcher(request.step()).results().count();
        return new ToolBox(tools, depth >= DEPTH_MAX);
    }

    private static Known known(String tenant, LlmAgent.ToolEntry entry, Catalog catalog) throws Missing {
        Callee callee = entry.callee();
        return switch (callee.kind()) {
            case AGENT -> {
                AgentDefinition agent = catalog.agent(tenant, callee.name()).orElseThrow(() -> new Missing(callee));
                yield known(entry, agent.mandate(), agent.input());
            }
            case WORKFLOW -> {
                KnownWorkflows.Known workflow = catalog.known(tenant)
                        .find(callee.name(), callee.version())
                        .orElseThrow(() -> new Missing(callee));
                String description = catalog.workflow(tenant, workflow.digest())
                        .map(WorkflowDefinition::description)
                        .orElse("");
                yield known(entry, description, workflow.input());
            }
        };
    }

    private static Known known(LlmAgent.ToolEntry entry, String own, @Nullable SchemaCheck input) {
        String description = entry.description() == null ? own : entry.description();
        boolean wrapped =
                input != null && !input.schema().path("type").asText("object").equals("object");
        return new Known(entry.callee(), description.isEmpty() ? entry.callee().name() : description, input, wrapped);
    }

    /** As the model is told of them. */
    List<ModelRequest.Tool> offered() {
        List<ModelRequest.Tool> offered = new ArrayList<>();
        if (!tooDeep) {
            tools.forEach(
                    (name, tool) -> offered.add(new ModelRequest.Tool(name, tool.description(), parameters(tool))));
        }
        return offered;
    }

    private static JsonNode parameters(Known tool) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (tool.input() == null) {
            object.putObject("properties");
            return object;
        }
        JsonNode schema = tool.input().schema();
        if (!tool.wrapped()) {
            // Providers want the type and the properties spelled out.
            if (schema instanceof ObjectNode own) {
                object.setAll(own);
            }
            if (!object.has("properties")) {
                object.putObject("properties");
            }
            return object;
        }
        object.putObject("properties").set("input", schema);
        object.putArray("required").add("input");
        return object;
    }

    /** What becomes of a use: a call, or an answer to the model that there is none. */
    sealed interface Resolved {
        record Call(AttemptResult.Call call) implements Resolved {}

        record Refused(String why) implements Resolved {}
    }

    Resolved resolve(ToolUse use) {
        Known tool = tooDeep ? null : tools.get(use.tool());
        if (tool == null) {
            return new Resolved.Refused("There is no tool " + use.tool() + ". There are: "
                    + (tooDeep || tools.isEmpty() ? "none" : String.join(", ", tools.keySet())) + ".");
        }
        JsonNode arguments;
        try {
            byte[] bytes = (use.arguments().isBlank() ? "{}" : use.arguments()).getBytes(StandardCharsets.UTF_8);
            arguments = JsonAnswers.parse(bytes, bytes.length);
        } catch (IOException e) {
            return new Resolved.Refused("The arguments are not JSON: " + JsonAnswers.reason(e));
        }
        JsonNode input = tool.wrapped() && arguments.has("input") ? arguments.get("input") : arguments;
        List<String> violations =
                tool.input() == null ? List.of() : tool.input().violations(input);
        return violations.isEmpty()
                ? new Resolved.Call(new AttemptResult.Call(tool.callee(), new Payload(input)))
                : new Resolved.Refused("The arguments do not match the schema: " + String.join("; ", violations));
    }

    /** Somebody whom a definition names is not registered. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(Callee callee) {
            super(switch (callee.kind()) {
                        case AGENT -> "there is no agent " + callee.name();
                        case WORKFLOW ->
                            "there is no workflow " + callee.name()
                                    + Optional.ofNullable(callee.version())
                                            .map(version -> " version " + version)
                                            .orElse("");
                    }
                    + ", which is named among its tools; apply it, or take it out");
        }
    }
}

package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Definitions;

/** What an agent says of itself; readable for clients of version 0.3, too. */
final class Card {

    private Card() {}

    /** @param url of the agent */
    static ObjectNode of(Definitions.Version version, String url) {
        WorkflowDefinition workflow = version.definition();
        String description = workflow.description().isEmpty()
                ? "Runs the workflow " + workflow.name() + "."
                : workflow.description();
        ObjectNode card = JsonNodeFactory.instance.objectNode();
        card.put("name", workflow.name()).put("description", description);
        card.put("version", Integer.toString(version.number()));
        ArrayNode interfaces = card.putArray("supportedInterfaces");
        interfaces
                .add(at(url, "JSONRPC", "1.0"))
                .add(at(url, "HTTP+JSON", "1.0"))
                .add(at(url, "JSONRPC", "0.3"));
        card.putObject("capabilities").put("streaming", true);
        modes(card.putArray("defaultInputModes"));
        modes(card.putArray("defaultOutputModes"));
        ObjectNode skill = card.putArray("skills").addObject();
        skill.put("id", workflow.name()).put("name", workflow.name()).put("description", description);
        ArrayNode tags = skill.putArray("tags");
        workflow.labels().forEach((name, value) -> tags.add(name + ":" + value));
        // Of version 0.3.
        return card.put("url", url).put("preferredTransport", "JSONRPC").put("protocolVersion", "0.3.0");
    }

    private static ObjectNode at(String url, String binding, String version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", url)
                .put("protocolBinding", binding)
                .put("protocolVersion", version);
    }

    private static void modes(ArrayNode modes) {
        modes.add("application/json").add("text/plain");
    }
}

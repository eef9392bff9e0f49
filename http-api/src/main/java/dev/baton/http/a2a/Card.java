package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an agent says of itself; readable for clients of version 0.3, too. */
final class Card {

    private static final String SCHEMAS = "urn:dev.baton:a2a:schemas:v1";

    private Card() {}

    /** @param url of the agent */
    static ObjectNode of(Listed agent, String url) {
        ObjectNode card = JsonNodeFactory.instance.objectNode();
        card.put("name", agent.name()).put("description", agent.description());
        card.put("version", agent.version());
        ArrayNode interfaces = card.putArray("supportedInterfaces");
        interfaces
                .add(at(url, "JSONRPC", "1.0"))
                .add(at(url, "HTTP+JSON", "1.0"))
                .add(at(url, "JSONRPC", "0.3"));
        card.putObject("capabilities")
                .put("streaming", true)
                .put("pushNotifications", true)
                .put("extendedAgentCard", true);
        modes(card.putArray("defaultInputModes"));
        modes(card.putArray("defaultOutputModes"));
        ObjectNode skill = card.putArray("skills").addObject();
        skill.put("id", agent.name()).put("name", agent.name()).put("description", agent.description());
        ArrayNode tags = skill.putArray("tags");
        agent.labels().forEach((name, value) -> tags.add(name + ":" + value));
        // Of version 0.3.
        return card.put("url", url)
                .put("preferredTransport", "JSONRPC")
                .put("protocolVersion", "0.3.0")
                .put("supportsAuthenticatedExtendedCard", true);
    }

    /** What only those get to see who may ask the agent: exactly what it takes and gives. */
    static ObjectNode extended(Listed agent, String url) {
        ObjectNode card = of(agent, url);
        ObjectNode extension =
                card.withObjectProperty("capabilities").putArray("extensions").addObject();
        extension.put("uri", SCHEMAS).put("description", "JSON Schemas of what the agent takes and gives.");
        ObjectNode params = extension.putObject("params");
        params.put("digest", agent.workflow().definition().digest());
        if (agent.input() != null) {
            params.set("input", agent.input());
        }
        if (agent.output() != null) {
            params.set("output", agent.output());
        }
        return card;
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
